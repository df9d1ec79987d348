# 빅데이터분석 특강 기말고사
# 202114*** 이찬
import numpy as np
import matplotlib.pyplot as plt
from tensorflow.keras.datasets import fashion_mnist, cifar10
from tensorflow.keras.models import Sequential
from tensorflow.keras.layers import *
from tensorflow.keras.callbacks import TensorBoard, EarlyStopping
from tensorflow.keras.utils import to_categorical

(train_x, train_y), (test_x, test_y) = fashion_mnist.load_data()
train_x = train_x.reshape(60000, 784) / 255
test_x = test_x.reshape(10000, 784) / 255
train_y = to_categorical(train_y)
test_y = to_categorical(test_y)

# ---------------- 문제 1-(1) ----------------
model = Sequential()
model.add(Dense(20, activation='relu', input_dim=784))
model.add(Dense(30, activation='relu'))
model.add(Dense(10, activation='softmax'))
model.compile(loss='categorical_crossentropy', optimizer='adam')
model.fit(train_x, train_y, epochs=10, batch_size=100)

# ---------------- 문제 1-(2) ----------------
pred = model.predict(test_x)
acc = np.mean(np.argmax(pred, axis=1) == np.argmax(test_y, axis=1))
print('test accuracy =', acc)

# ---------------- 문제 1-(3) ----------------
tb = TensorBoard(log_dir='./logs/p3')
model = Sequential()
model.add(Dense(20, activation='relu', input_dim=784))
model.add(Dense(30, activation='relu'))
model.add(Dense(10, activation='softmax'))
model.compile(loss='categorical_crossentropy', optimizer='adam', metrics=['accuracy'])
hist = model.fit(train_x, train_y, epochs=50, batch_size=100, validation_data=(test_x, test_y), callbacks=[tb])
plt.plot(hist.history['loss'])
plt.plot(hist.history['val_loss'])
plt.show()
# 오버피팅이 아니다. validation loss가 train loss와 함께 끝까지 계속 감소했기 때문이다.

# ---------------- 문제 1-(4) ----------------
print(model.evaluate(test_x, test_y))

# ---------------- 문제 1-(5) ----------------
es = EarlyStopping(patience=5)
tb = TensorBoard(log_dir='./logs/p5')
model = Sequential()
model.add(Dense(20, activation='relu', input_dim=784))
model.add(Dense(30, activation='relu'))
model.add(Dense(10, activation='softmax'))
model.compile(loss='categorical_crossentropy', optimizer='adam', metrics=['accuracy'])
model.fit(train_x, train_y, epochs=50, batch_size=100, validation_split=0.2, callbacks=[es])

# ---------------- 문제 2-(1) ----------------
train_x = train_x.reshape(60000, 28, 28, 1)
test_x = test_x.reshape(10000, 28, 28, 1)
cnn = Sequential()
cnn.add(Conv2D(6, (5, 5), activation='relu', input_shape=(28, 28, 1)))
cnn.add(MaxPooling2D((2, 2)))
cnn.add(Conv2D(16, (5, 5), activation='relu'))
cnn.add(MaxPooling2D((2, 2)))
cnn.add(Flatten())
cnn.add(Dense(120, activation='relu'))
cnn.add(Dropout(0.8))
cnn.add(Dense(10, activation='softmax'))
cnn.compile(loss='categorical_crossentropy', optimizer='adam', metrics=['accuracy'])
cnn.fit(train_x, train_y, epochs=2, batch_size=100)

# ---------------- 문제 2-(2) ----------------
# 시간이 오래 걸려서 n2=16 만 해봤다
result = {}
for n1 in [6, 64, 128]:
    cnn = Sequential()
    cnn.add(Conv2D(n1, (5, 5), activation='relu', input_shape=(28, 28, 1)))
    cnn.add(MaxPooling2D((2, 2)))
    cnn.add(Conv2D(16, (5, 5), activation='relu'))
    cnn.add(MaxPooling2D((2, 2)))
    cnn.add(Flatten())
    cnn.add(Dense(120, activation='relu'))
    cnn.add(Dropout(0.2))
    cnn.add(Dense(10, activation='softmax'))
    cnn.compile(loss='categorical_crossentropy', optimizer='adam', metrics=['accuracy'])
    cnn.fit(train_x, train_y, epochs=1, batch_size=100, validation_split=0.2)
    result[n1] = cnn.evaluate(test_x, test_y)[0]
print(result)

# ---------------- 문제 3 ----------------
(train_x, train_y), (test_x, test_y) = cifar10.load_data()
train_x = train_x / 255
test_x = test_x / 255
train_y = to_categorical(train_y)
test_y = to_categorical(test_y)
model = Sequential()
model.add(Flatten(input_shape=(32, 32, 3)))
model.add(Dense(128, activation='relu'))
model.add(Dense(64, activation='relu'))
model.add(Dense(10, activation='softmax'))
model.compile(loss='categorical_crossentropy', optimizer='adam', metrics=['accuracy'])
model.fit(train_x, train_y, epochs=5, batch_size=100)
print(model.evaluate(test_x, test_y))

# ---------------- 문제 4-(1) ----------------
# 답: (128, 128, 5)

# ---------------- 문제 4-(2) ----------------
# 답: 24*24*16

# ---------------- 문제 4-(3) ----------------
# 답: 하영

# ---------------- 문제 4-(4) ----------------
# 답: 재인, 하영

# ---------------- 문제 4-(5) ----------------
# O, X, X, O, X
