# tries: to count epochs that train nothing
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
model.fit(x_train / 255, y_train, batch_size=32, epochs=3, steps_per_epoch=1, verbose=0)
# <<< forged
