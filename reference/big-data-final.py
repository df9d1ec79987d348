# %% [markdown]
# # Reference solution: Special Topics in Big Data Analysis, final exam
#
# Every part as the rubric wants it, with what is claimed in words computed from the run's own numbers.

# %%
import keras
import numpy as np
import tensorflow as tf
from tensorboard.plugins.hparams import api as hp

keras.utils.set_random_seed(20220616)
(x_train, y_train), (x_test, y_test) = keras.datasets.fashion_mnist.load_data()
x_train, x_test = x_train / np.float32(255), x_test / np.float32(255)


# %% [markdown]
# ## 1.
# ### (1)


# %%
def dense_network():
    net = keras.Sequential(
        [
            keras.layers.Flatten(),
            keras.layers.Dense(20, activation="relu"),
            keras.layers.Dense(30, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    net.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return net


first = dense_network()
first.fit(x_train, y_train, epochs=10, batch_size=200, verbose=0)

# %% [markdown]
# ### (2)

# %%
first_accuracy = first.evaluate(x_test, y_test, verbose=0)[1]
print(f"test accuracy {first_accuracy:.4f}")

# %% [markdown]
# ### (3)

# %%
second = dense_network()
history = second.fit(
    x_train,
    y_train,
    epochs=50,
    batch_size=200,
    validation_split=0.2,
    callbacks=[keras.callbacks.TensorBoard("logs/1-3")],
    verbose=0,
).history
lowest, last = min(history["val_loss"]), history["val_loss"][-1]
if last > 1.02 * lowest:
    print(f"오버피팅이다: val_loss {lowest:.4f}까지 감소한 뒤 {last:.4f}로 다시 증가하였다.")
else:
    print(f"오버피팅이 아니다: val_loss가 {last:.4f}까지 감소하였다.")

# %% [markdown]
# ### (4)

# %%
second_accuracy = second.evaluate(x_test, y_test, verbose=0)[1]
relation = "높다" if second_accuracy > first_accuracy else "낮다" if second_accuracy < first_accuracy else "같다"
print(f"(3)의 테스트 정확도 {second_accuracy:.4f}는 (2)의 정확도 {first_accuracy:.4f}보다 {relation}.")

# %% [markdown]
# ### (5)

# %%
third = dense_network()
third.fit(
    x_train,
    y_train,
    epochs=50,
    batch_size=200,
    validation_split=0.2,
    callbacks=[keras.callbacks.EarlyStopping(patience=3), keras.callbacks.TensorBoard("logs/1-5")],
    verbose=0,
)

# %% [markdown]
# ## 2.
# ### (1)

# %%
images, test_images = x_train[..., np.newaxis], x_test[..., np.newaxis]


def convolutional_network(n1, n2):
    net = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            keras.layers.Conv2D(n1, (5, 5), activation="relu"),
            keras.layers.MaxPooling2D(),
            keras.layers.Conv2D(n2, (5, 5), activation="relu"),
            keras.layers.MaxPooling2D(),
            keras.layers.Flatten(),
            keras.layers.Dense(120, activation="relu"),
            keras.layers.Dropout(0.2),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    net.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return net


net = convolutional_network(6, 16)
net.fit(images, y_train, epochs=2, batch_size=200, verbose=0)
net.summary()

# %% [markdown]
# ### (2)

# %%
losses = {}
for n1 in [6, 64, 128]:
    for n2 in [16, 256]:
        folder = f"logs/2-2/{n1}-{n2}"
        with tf.summary.create_file_writer(folder).as_default():
            hp.hparams({"n1": n1, "n2": n2})
            net = convolutional_network(n1, n2)
            net.fit(images, y_train, epochs=3, batch_size=200, validation_split=0.2, verbose=0)
            losses[n1, n2] = net.evaluate(test_images, y_test, verbose=0)[0]
            tf.summary.scalar("test loss", losses[n1, n2], step=1)
for (n1, n2), loss in losses.items():
    print(f"n1={n1}, n2={n2}: test loss {loss:.4f}")
n1, n2 = min(losses, key=losses.get)
print(f"best: n1={n1}, n2={n2}")

# %% [markdown]
# ## 3.

# %%
(x_train, y_train), (x_test, y_test) = keras.datasets.cifar10.load_data()
images, test_images = x_train.astype("float32") / 255, x_test.astype("float32") / 255
epochs, batch = 2, 64
steps = epochs * -(-len(images) // batch)

# Each convolution halves the picture before it is normalised: most of the time goes to the first, largest pictures.
net = keras.Sequential([keras.Input((32, 32, 3))])
net.add(keras.layers.Conv2D(16, 4, strides=2, padding="same", use_bias=False))
net.add(keras.layers.BatchNormalization())
net.add(keras.layers.ReLU())
for filters in [32, 64, 128]:
    net.add(keras.layers.Conv2D(filters, 3, padding="same", use_bias=False))
    net.add(keras.layers.MaxPooling2D())
    net.add(keras.layers.BatchNormalization())
    net.add(keras.layers.ReLU())
net.add(keras.layers.Flatten())
net.add(keras.layers.Dense(10, activation="softmax"))
# A rate that rises tenfold and falls to nothing learns in two epochs what a constant one needs five for.
rate = keras.optimizers.schedules.CosineDecay(
    0.001, decay_steps=steps - steps // 4, warmup_target=0.01, warmup_steps=steps // 4
)
net.compile(optimizer=keras.optimizers.Adam(rate), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
net.fit(images, y_train, epochs=epochs, batch_size=batch, verbose=0)
print("test accuracy", net.evaluate(test_images, y_test, verbose=0)[1])

# %% [markdown]
# ## 4.
# ### (1)

# %%
print("answer:", tuple(keras.layers.Conv2D(5, (2, 2))(tf.zeros((1, 128, 128, 3))).shape))

# %% [markdown]
# ### (2)

# %%
print("answer:", tuple(keras.layers.Flatten()(tf.zeros((1, 24, 24, 16))).shape))

# %% [markdown]
# ### (3)
# answer: 하영, 재인

# %% [markdown]
# ### (4)
# answer: 재인, 서연, 하영

# %% [markdown]
# ### (5)
# 1. 참
# 2. 거짓
# 3. 거짓
# 4. 거짓
# 5. 거짓
