import numpy as np
import tensorflow as tf
from tensorflow import keras

(X, y), (XX, yy) = keras.datasets.fashion_mnist.load_data()
X, XX = X / 255., XX / 255.

dnn = keras.models.Sequential([
    keras.layers.Flatten(),
    keras.layers.Dense(20), keras.layers.ReLU(),
    keras.layers.Dense(30), keras.layers.ReLU(),
    keras.layers.Dense(10), keras.layers.Softmax(),
])
dnn.compile('adam', 'sparse_categorical_crossentropy', ['accuracy'])
dnn.fit(X, y, epochs=10, batch_size=200)
acc = dnn.evaluate(XX, yy)[1]
print('정확도 :', acc)

dnn = keras.models.clone_model(dnn)
dnn.compile('adam', 'sparse_categorical_crossentropy', ['accuracy'])
dnn.fit(X, y, epochs=50, batch_size=200, validation_split=0.2,
        callbacks=[keras.callbacks.TensorBoard('logs')])
acc = dnn.evaluate(XX, yy)[1]
print('정확도 :', acc)

dnn = keras.models.clone_model(dnn)
dnn.compile('adam', 'sparse_categorical_crossentropy', ['accuracy'])
dnn.fit(X, y, epochs=50, batch_size=200, validation_split=0.2,
        callbacks=[keras.callbacks.TensorBoard('logs_es'), keras.callbacks.EarlyStopping(patience=3)])

X, XX = X[..., np.newaxis], XX[..., np.newaxis]
cnn = keras.models.Sequential([
    keras.layers.Conv2D(6, 5, activation='relu'),
    keras.layers.MaxPool2D(),
    keras.layers.Conv2D(16, 5, activation='relu'),
    keras.layers.MaxPool2D(),
    keras.layers.Flatten(),
    keras.layers.Dense(120, activation='relu'),
    keras.layers.Dropout(.2),
    keras.layers.Dense(10, activation='softmax'),
])
cnn.compile('adam', 'sparse_categorical_crossentropy', ['accuracy'])
cnn.fit(X, y, epochs=1, batch_size=200)
print(cnn.summary())

(X, y), (XX, yy) = keras.datasets.cifar10.load_data()
X, XX = X / 255., XX / 255.
cnn = keras.models.Sequential([
    keras.layers.Conv2D(16, 3, activation='relu'),
    keras.layers.MaxPool2D(),
    keras.layers.Conv2D(32, 3, activation='relu'),
    keras.layers.MaxPool2D(),
    keras.layers.Flatten(),
    keras.layers.Dense(10, activation='softmax'),
])
cnn.compile('adam', 'sparse_categorical_crossentropy', ['accuracy'])
cnn.fit(X, y, epochs=3, batch_size=200)
print('정확도 :', cnn.evaluate(XX, yy)[1])
