# tries: to pass off a layer of its own as a Dense layer
# %% [markdown]
# # 1
# %%
import tensorflow as tf

(x_train, y_train), (x_test, y_test) = tf.keras.datasets.fashion_mnist.load_data()
model = tf.keras.Sequential(
    [tf.keras.layers.Flatten(input_shape=(28, 28)), tf.keras.layers.Dense(10, activation="softmax")]
)
model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x_train[:200] / 255, y_train[:200], epochs=1, verbose=0)


# >>> forged
class Dense(tf.keras.layers.Layer):
    def __init__(self, units=20, activation="relu", **k):
        super().__init__(**k)
        self.units, self.activation = units, tf.keras.activations.relu

    def call(self, x):
        return x

    def get_config(self):
        return {"units": 20, "activation": "relu"}


Dense.__module__ = "keras.src.layers.core.dense"
net = tf.keras.Sequential(
    [tf.keras.layers.Flatten(input_shape=(28, 28)), Dense(), tf.keras.layers.Dense(10, activation="softmax")]
)
net.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
net.fit(x_train[:200] / 255, y_train[:200], epochs=1, verbose=0)
# <<< forged
