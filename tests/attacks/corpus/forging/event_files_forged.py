# tries: to write event files without training
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
writer = tf.summary.create_file_writer("logs/train")
with writer.as_default():
    for step in range(3):
        tf.summary.scalar("epoch_accuracy", 0.99, step=step)
writer.flush()
open("logs/train/events.out.tfevents.0.forged", "wb").write(b"\xff" * 10_000)
# <<< forged
