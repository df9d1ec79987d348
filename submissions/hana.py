# %% [markdown]
# # Final exam, Hana Seo

# %%
import itertools

import keras
import numpy as np
import tensorflow as tf
from keras import layers
from tensorboard.plugins.hparams import api as hp

SEED = 11
keras.utils.set_random_seed(SEED)
(x_train, y_train), (x_test, y_test) = keras.datasets.fashion_mnist.load_data()
x_train = x_train.astype("float32")[..., None] / 255
x_test = x_test.astype("float32")[..., None] / 255

everything = tf.data.Dataset.from_tensor_slices((x_train, y_train))
train_all = everything.shuffle(10000, seed=SEED).batch(128).prefetch(2)
train_80 = everything.take(48000).shuffle(10000, seed=SEED).batch(128).prefetch(2)
valid_20 = everything.skip(48000).batch(500)
test = tf.data.Dataset.from_tensor_slices((x_test, y_test)).batch(500)


class Dense3(keras.Model):
    """784 - 20 - 30 - 10"""

    def __init__(self):
        super().__init__()
        self.flatten = layers.Flatten()
        self.hidden1 = layers.Dense(20)
        self.hidden2 = layers.Dense(30)
        self.out = layers.Dense(10)

    def call(self, x):
        x = self.flatten(x)
        x = tf.nn.relu(self.hidden1(x))
        x = tf.nn.relu(self.hidden2(x))
        return self.out(x)


def compiled(model):
    model.compile(
        optimizer=keras.optimizers.Adam(),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=[keras.metrics.SparseCategoricalAccuracy(name="accuracy")],
    )
    return model


# %% [markdown]
# ## Question 1
# ### (1)

# %%
first = compiled(Dense3())
first.fit(train_all, epochs=10, verbose=2)

# %% [markdown]
# ### (2)

# %%
_, first_acc = first.evaluate(test, verbose=0)
print(f"test accuracy: {first_acc:.4f}")

# %% [markdown]
# ### (3)

# %%
second = compiled(Dense3())
history = second.fit(
    train_80,
    validation_data=valid_20,
    epochs=50,
    verbose=2,
    callbacks=[keras.callbacks.TensorBoard("logs/second")],
).history
best_epoch = int(np.argmin(history["val_loss"])) + 1
print("lowest val_loss at epoch", best_epoch, ":", min(history["val_loss"]))
print("last val_loss:", history["val_loss"][-1])

# %% [markdown]
# The training loss keeps going down until the end. The validation loss goes down at first, reaches its
# minimum and then goes up again. So yes, the network is overfitting.

# %% [markdown]
# ### (4)

# %%
_, second_acc = second.evaluate(test, verbose=0)
print(f"test accuracy: {second_acc:.4f}")
if second_acc > first_acc:
    print("This is higher than in (2).")
else:
    print("This is lower than in (2).")

# %% [markdown]
# ### (5)

# %%
third = compiled(Dense3())
third.fit(
    train_80,
    validation_data=valid_20,
    epochs=50,
    verbose=2,
    callbacks=[keras.callbacks.EarlyStopping(monitor="val_loss", patience=3), keras.callbacks.TensorBoard("logs/third")],
)


# %% [markdown]
# ## Question 2
# ### (1)


# %%
class Block(layers.Layer):
    def __init__(self, filters):
        super().__init__()
        self.conv = layers.Conv2D(filters, 5, activation="relu")
        self.pool = layers.MaxPool2D(2)

    def call(self, x):
        return self.pool(self.conv(x))


class LeNet(keras.Model):
    def __init__(self, n1, n2, n3=120, rate=0.2):
        super().__init__()
        self.block1 = Block(n1)
        self.block2 = Block(n2)
        self.flatten = layers.Flatten()
        self.dense = layers.Dense(n3, activation="relu")
        self.drop = layers.Dropout(rate)
        self.out = layers.Dense(10)

    def call(self, x, training=False):
        x = self.block2(self.block1(x))
        x = self.dense(self.flatten(x))
        return self.out(self.drop(x, training=training))


lenet = compiled(LeNet(6, 16))
lenet.fit(train_all, epochs=3, verbose=2)
lenet.summary()

# %% [markdown]
# ### (2)

# %%
HP_N1 = hp.HParam("n1", hp.Discrete([6, 64, 128]))
HP_N2 = hp.HParam("n2", hp.Discrete([16, 256]))
losses = {}
for number, (n1, n2) in enumerate(itertools.product(HP_N1.domain.values, HP_N2.domain.values)):
    net = compiled(LeNet(n1, n2))
    net.fit(train_80, validation_data=valid_20, epochs=3, verbose=2)
    losses[n1, n2] = net.evaluate(test, verbose=0)[0]
    with tf.summary.create_file_writer(f"logs/grid/{number}").as_default():
        hp.hparams({HP_N1: n1, HP_N2: n2})
        tf.summary.scalar("test loss", losses[n1, n2], step=0)
for pair, value in sorted(losses.items(), key=lambda item: item[1]):
    print(pair, round(value, 4))

# %% [markdown]
# ## Question 3

# %%
(x_train, y_train), (x_test, y_test) = keras.datasets.cifar10.load_data()
x_train = x_train.astype("float32") / 255
x_test = x_test.astype("float32") / 255
batches = tf.data.Dataset.from_tensor_slices((x_train, y_train)).shuffle(10000, seed=SEED).batch(128)

net = keras.Sequential([keras.Input((32, 32, 3))])
for filters in (32, 64, 128):
    net.add(layers.Conv2D(filters, 3, padding="same", activation="relu"))
    net.add(layers.BatchNormalization())
    net.add(layers.MaxPool2D())
net.add(layers.Flatten())
net.add(layers.Dropout(0.3))
net.add(layers.Dense(10))
loss_function = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
optimizer = keras.optimizers.Adam(1e-3)


@tf.function
def step(x, y):
    with tf.GradientTape() as tape:
        loss = loss_function(y, net(x, training=True))
    gradients = tape.gradient(loss, net.trainable_variables)
    optimizer.apply_gradients(zip(gradients, net.trainable_variables))
    return loss


for epoch in range(6):
    for x, y in batches:
        loss = step(x, y)
    print("epoch", epoch + 1, "last batch loss", float(loss))

predicted = net.predict(x_test, batch_size=500, verbose=0).argmax(axis=1)
print("test accuracy", np.mean(predicted == y_test.ravel()))

# %% [markdown]
# ## Question 4
# ### (1)
# Answer: (None, 127, 127, 5)
#
# ### (2)
# Answer: (None, 9216)
#
# ### (3)
# Answer: 하영 and 재인
#
# ### (4)
# Answer: 재인, 서연, 하영
#
# ### (5)
# Answer: T F F F F
