# %% [markdown]
# # 기말고사 (강은)

# %%
import tensorflow as tf
from tensorflow.keras import Sequential, layers, callbacks

# %% [markdown]
# ## 1번

# %%
# (1)
(x_train, y_train), (x_test, y_test) = tf.keras.datasets.fashion_mnist.load_data()
x_train, x_test = x_train / 255.0, x_test / 255.0


def dnn():
    net = Sequential()
    net.add(layers.Flatten(input_shape=(28, 28)))
    net.add(layers.Dense(20, activation=tf.nn.relu))
    net.add(layers.Dense(30, activation=tf.nn.relu))
    net.add(layers.Dense(10, activation=tf.nn.softmax))
    net.compile(
        optimizer=tf.keras.optimizers.Adam(),
        loss=tf.keras.losses.SparseCategoricalCrossentropy(),
        metrics=["acc"],
    )
    return net


net1 = dnn()
net1.fit(x_train, y_train, epochs=10, batch_size=256)

# %%
# (2)
loss1, acc1 = net1.evaluate(x_test, y_test)
print("테스트 정확도", acc1)

# %%
# (3)
net2 = dnn()
log = net2.fit(
    x_train,
    y_train,
    epochs=50,
    batch_size=64,
    validation_split=0.2,
    callbacks=[callbacks.TensorBoard("logs/net2")],
    verbose=2,
)

# %% [markdown]
# 검증 손실이 처음에는 내려가다가 중간부터 다시 올라갔으므로 오버피팅이다.

# %%
# (4)
loss2, acc2 = net2.evaluate(x_test, y_test)
print("테스트 정확도", acc2)
print("(2)와의 차이", acc2 - acc1)

# %%
# (5)
net3 = dnn()
net3.fit(
    x_train,
    y_train,
    epochs=50,
    batch_size=64,
    validation_split=0.2,
    callbacks=[callbacks.EarlyStopping(patience=3), callbacks.TensorBoard("logs/net3")],
    verbose=2,
)

# %% [markdown]
# ## 2번

# %%
# (1)
def lenet(n1, n2):
    net = Sequential()
    net.add(layers.Conv2D(n1, (5, 5), activation="relu", input_shape=(28, 28, 1)))
    net.add(layers.MaxPool2D())
    net.add(layers.Conv2D(n2, (5, 5), activation="relu"))
    net.add(layers.MaxPool2D())
    net.add(layers.Dense(120, activation="relu"))
    net.add(layers.Dropout(0.2))
    net.add(layers.Dense(10, activation="softmax"))
    net.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return net


cnn = lenet(6, 16)
cnn.fit(x_train.reshape(-1, 28, 28, 1), y_train, epochs=5)
cnn.summary()

# %%
# (2)
from tensorboard.plugins.hparams import api as hp

for n1 in (6, 64, 128):
    for n2 in (16, 256):
        cnn = lenet(n1, n2)
        cnn.fit(
            x_train.reshape(-1, 28, 28, 1),
            y_train,
            epochs=3,
            validation_split=0.2,
            callbacks=[hp.KerasCallback(f"logs/{n1}_{n2}", {"n1": n1, "n2": n2})],
        )
        test_losses[n1, n2] = cnn.evaluate(x_test.reshape(-1, 28, 28, 1), y_test)[0]
print(test_losses)

# %% [markdown]
# ## 3번

# %% [markdown]
# 시간이 없어서 못 풀었습니다.

# %% [markdown]
# ## 4번
# (1) (127, 127, 5)
#
# (2) 9216
