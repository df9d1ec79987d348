# %% [markdown]
# # Mid-term, solution

# %%
import keras
import numpy as np
from sklearn.datasets import load_digits

keras.utils.set_random_seed(1)
x, y = load_digits(return_X_y=True)
x = x / 16


def network():
    net = keras.Sequential(
        [
            keras.layers.Dense(16, activation="tanh"),
            keras.layers.Dense(12, activation="tanh"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    net.compile(keras.optimizers.SGD(0.05), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return net


# %% [markdown]
# ## Question 1 (a)

# %%
network().fit(x, y, epochs=8, batch_size=16, validation_split=0.25, verbose=0)

# %% [markdown]
# ## Question 1 (b)

# %%
slower = keras.callbacks.ReduceLROnPlateau(factor=0.5, patience=2)
log = keras.callbacks.CSVLogger("training.csv")
network().fit(x, y, epochs=6, validation_split=0.25, callbacks=[slower, log], verbose=0)

# %% [markdown]
# ## Question 2 (a)

# %%
(train, train_labels), (test, test_labels) = keras.datasets.fashion_mnist.load_data()
train, test = train[..., np.newaxis] / 255, test[..., np.newaxis] / 255
net = keras.Sequential(
    [
        keras.Input((28, 28, 1)),
        keras.layers.Conv2D(4, 3, strides=2, padding="same", activation="relu"),
        keras.layers.AveragePooling2D(2),
        keras.layers.Flatten(),
        keras.layers.Dense(10, activation="softmax"),
    ]
)
net.compile("adam", "sparse_categorical_crossentropy")
net.fit(test, test_labels, epochs=1, verbose=0)
net.summary()

# %% [markdown]
# ## Question 2 (b)

# %%
print("loss on the training images:", net.evaluate(train, train_labels, verbose=0))

# %% [markdown]
# ## Question 3
# (a) 12 * 7 + 7 = 91
#
# (b) 0.881
#
# (c) (None, 15, 15, 8)
#
# (d) B, C
#
# (e)
# 1. True
# 2. False
# 3. False
