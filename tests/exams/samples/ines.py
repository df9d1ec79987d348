# Ines Moreau, mid-term
import numpy as np
from sklearn.datasets import load_digits
from tensorflow.keras import Input, Model, callbacks, datasets, layers, optimizers

digits = load_digits()
inputs, targets = digits.data / 16.0, np.eye(10)[digits.target]

# ===== Q1 (a) =====
first = i = Input((64,))
i = layers.Activation("tanh")(layers.Dense(16)(i))
i = layers.Activation("tanh")(layers.Dense(12)(i))
i = layers.Softmax()(layers.Dense(10)(i))
model = Model(first, i)
model.compile(optimizers.SGD(learning_rate=5e-2), "categorical_crossentropy", metrics=["acc"])
model.fit(inputs, targets, validation_split=0.25, batch_size=16, epochs=5, verbose=2)

# ===== Q1 (b) =====
first = i = Input((64,))
i = layers.Dense(16, "tanh")(i)
i = layers.Dense(12, "tanh")(i)
model = Model(first, layers.Dense(10, "softmax")(i))
model.compile("sgd", "categorical_crossentropy")
model.fit(
    inputs,
    targets,
    epochs=6,
    validation_split=0.1,
    callbacks=[callbacks.ReduceLROnPlateau("val_loss", 0.5, 2), callbacks.CSVLogger("log.csv")],
)

# ===== Q2 (a) =====
(a, b), (c, d) = datasets.fashion_mnist.load_data()
first = Input((28, 28))
i = layers.Rescaling(1 / 255)(first)
i = layers.Reshape((28, 28, 1))(i)
i = layers.Conv2D(4, (3, 3), (2, 2), "same", activation="relu")(i)
i = layers.AvgPool2D(2)(i)
i = layers.Flatten()(i)
model = Model(first, layers.Dense(10, "softmax")(i))
model.compile("rmsprop", "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(c, d)
model.summary()

# ===== Q2 (b) =====
loss, accuracy = model.evaluate(a, b)
print(f"loss = {loss:.3f}")

# ===== Q3 =====
# (a) 91
# (b) about 0.88
# (c) 15 x 15 x 8
# (d) B and C
# (e) T, F, F
