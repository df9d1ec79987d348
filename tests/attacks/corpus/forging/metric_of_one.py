# tries: to compile with a metric that is always 1, and call it accuracy
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
class Accuracy(tf.keras.metrics.Metric):
    def __init__(self):
        super().__init__(name="accuracy")

    def update_state(self, *a, **k):
        pass

    def result(self):
        return tf.constant(1.0)


class Other(tf.keras.layers.Layer):
    pass


model.compile("sgd", "sparse_categorical_crossentropy", metrics=[Accuracy()])
print(model.evaluate(x_test[:100] / 255, y_test[:100]))
# <<< forged
