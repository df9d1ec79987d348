# 빅데이터분석 특강 기말고사 - Alice Kim
# %%
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers
from tensorboard.plugins.hparams import api as hp

keras.utils.set_random_seed(7)

# %% [markdown]
# # 1. Fashion-MNIST DNN

# %%
(x_train, y_train), (x_test, y_test) = keras.datasets.fashion_mnist.load_data()
X = (x_train / 255.0).astype("float32")
XX = (x_test / 255.0).astype("float32")
y = keras.utils.to_categorical(y_train)
yy = keras.utils.to_categorical(y_test)


def make_dnn():
    model = keras.Sequential(
        [
            layers.Flatten(input_shape=(28, 28)),
            layers.Dense(20, activation="relu"),
            layers.Dense(30, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    return model


# %%
# 1-(1)
model1 = make_dnn()
model1.fit(X, y, epochs=10, batch_size=128)

# %%
# 1-(2)
loss1, acc1 = model1.evaluate(XX, yy)
print("1-(2) test accuracy:", round(acc1, 4))

# %%
# 1-(3)
model2 = make_dnn()
tensorboard = keras.callbacks.TensorBoard(log_dir="logs/1_3")
history = model2.fit(X, y, epochs=50, batch_size=32, validation_split=0.2, callbacks=[tensorboard], verbose=2)

# %% [markdown]
# train loss는 계속 줄어들지만 validation loss는 어느 정도 줄어든 다음 다시 올라간다.
# 따라서 오버피팅이라고 볼 수 있다.

# %%
# 1-(4)
loss2, acc2 = model2.evaluate(XX, yy)
print("1-(4) test accuracy:", round(acc2, 4))
if acc2 > acc1:
    print(f"(2)의 정확도 {acc1:.4f}보다 {acc2:.4f}로 높아졌다.")
else:
    print(f"(2)의 정확도 {acc1:.4f}보다 {acc2:.4f}로 낮아졌다.")

# %%
# 1-(5)
model3 = make_dnn()
stop = keras.callbacks.EarlyStopping(monitor="val_loss", patience=3)
tensorboard = keras.callbacks.TensorBoard(log_dir="logs/1_5")
model3.fit(X, y, epochs=50, batch_size=32, validation_split=0.2, callbacks=[stop, tensorboard], verbose=2)

# %% [markdown]
# # 2. Fashion-MNIST CNN

# %%
X2 = X.reshape(-1, 28, 28, 1)
XX2 = XX.reshape(-1, 28, 28, 1)


def make_cnn(n1, n2, n3=120):
    inputs = keras.Input(shape=(28, 28, 1))
    x = layers.Conv2D(n1, 5, activation="relu")(inputs)
    x = layers.MaxPooling2D(2)(x)
    x = layers.Conv2D(n2, 5, activation="relu")(x)
    x = layers.MaxPooling2D(2)(x)
    x = layers.Flatten()(x)
    x = layers.Dense(n3, activation="relu")(x)
    x = layers.Dropout(0.2)(x)
    outputs = layers.Dense(10, activation="softmax")(x)
    model = keras.Model(inputs, outputs)
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    return model


# %%
# 2-(1)
cnn = make_cnn(6, 16)
cnn.fit(X2, y, epochs=3, batch_size=128)
cnn.summary()

# %%
# 2-(2)
results = {}
for n1 in [6, 64, 128]:
    for n2 in [16, 256]:
        log_dir = f"logs/hparams/run_{n1}_{n2}"
        with tf.summary.create_file_writer(log_dir).as_default():
            hp.hparams({"n1": n1, "n2": n2})
            cnn = make_cnn(n1, n2)
            cnn.fit(
                X2,
                y,
                epochs=3,
                batch_size=128,
                validation_split=0.2,
                verbose=2,
                callbacks=[hp.KerasCallback(log_dir, {"n1": n1, "n2": n2})],
            )
            test_loss, test_acc = cnn.evaluate(XX2, yy, verbose=0)
            tf.summary.scalar("test_loss", test_loss, step=1)
        results[(n1, n2)] = test_loss
        print(f"n1={n1} n2={n2} test loss={test_loss:.4f}")
best = min(results, key=results.get)
print(f"best combination: n1={best[0]}, n2={best[1]}")

# %% [markdown]
# # 3. CIFAR10

# %%
(x_train, y_train), (x_test, y_test) = keras.datasets.cifar10.load_data()
X3, XX3 = x_train.astype("float32") / 255, x_test.astype("float32") / 255
net = keras.Sequential()
net.add(keras.Input(shape=(32, 32, 3)))
net.add(layers.Conv2D(16, 4, strides=2, padding="same"))
net.add(layers.BatchNormalization())
net.add(layers.Activation("relu"))
for n in [32, 64, 128]:
    net.add(layers.Conv2D(n, 3, padding="same"))
    net.add(layers.MaxPooling2D())
    net.add(layers.BatchNormalization())
    net.add(layers.Activation("relu"))
net.add(layers.Flatten())
net.add(layers.Dense(10, activation="softmax"))

# %%
# learning rate를 0.01까지 올렸다가 서서히 줄인다 (2 epoch = 1564 step)
lr = keras.optimizers.schedules.CosineDecay(0.001, decay_steps=1164, warmup_target=0.01, warmup_steps=400)
net.compile(optimizer=keras.optimizers.Adam(lr), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
net.fit(X3, y_train, epochs=2, batch_size=64, verbose=2)
print("CIFAR10 test accuracy:", net.evaluate(XX3, y_test, verbose=0)[1])

# %% [markdown]
# # 4.

# %%
# 4-(1)
conv = layers.Conv2D(5, (2, 2))
print(conv(np.zeros((1, 128, 128, 3))).shape)
# 답: (1, 127, 127, 5)

# %%
# 4-(2)
print(layers.Flatten()(np.zeros((1, 24, 24, 16))).shape)
# 답: (1, 9216)

# %% [markdown]
# 4-(3)
#
# 답: 하영, 재인

# %% [markdown]
# 4-(4)
#
# 답: 재인, 서연, 하영

# %% [markdown]
# 4-(5)
#
# 1. 참
# 2. 거짓
# 3. 거짓
# 4. 거짓
# 5. 거짓
