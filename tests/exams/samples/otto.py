# Otto Brandt, mid-term
import keras
from keras import layers
from sklearn.datasets import load_digits

x, y = load_digits(return_X_y=True)

# Q1 (a)
model = keras.Sequential([layers.Dense(16, activation="tanh"), layers.Dense(10, activation="softmax")])
model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x, y, epochs=5, batch_size=16)

# Q1 (b)
model = keras.Sequential([layers.Dense(16, activation="tanh"), layers.Dense(10, activation="softmax")])
model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x, y, epochs=6, callbacks=[keras.callbacks.ReduceLROnPlateau(factor=0.1, patience=2)])

# Q2 (a)
(x, y), (xx, yy) = keras.datasets.fashion_mnist.load_data()
model = keras.Sequential(
    [
        layers.Conv2D(4, 3, strides=2, padding="same", activation="relu"),
        layers.AveragePooling2D(2),
        layers.Dense(10, activation="softmax"),
    ]
)
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(xx[..., None], yy, epochs=1)
model.summary()

# Q2 (b)
print(model.evaluate(x, y))

# Q3
# (a) 84
# (b) 0.88
# (c) 16 x 16 x 8
# (d) B
# (e) T, T, F
