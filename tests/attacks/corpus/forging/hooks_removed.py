# tries: to put Keras's own methods back, so that nothing is recorded of what it does
# flags: patched
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
tf.keras.Model.fit = getattr(tf.keras.Model.fit, "__wrapped__", tf.keras.Model.fit)
model.fit(x_test[:200] / 255, y_test[:200], epochs=1, verbose=0)
# <<< forged
