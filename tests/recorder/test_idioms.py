"""What students write for Keras 2 runs unmodified, and means what it meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from grader.recorder import compat

if TYPE_CHECKING:
    from recordings import Ran, Recorder

IMPORTS = """
import numpy as np
import keras as plain_keras
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers
tf.config.run_functions_eagerly(True)  # a few steps are made sooner than compiled
x = np.random.default_rng(0).normal(size=(40, 8)).astype('float32')
y = keras.utils.to_categorical(np.arange(40) % 3)
pictures = np.random.default_rng(0).normal(size=(20, 8, 8, 3)).astype('float32')
kinds = keras.utils.to_categorical(np.arange(20) % 3)
def make(**kwargs):
    hidden = layers.Dense(4, activation='relu', input_shape=(8,))
    net = keras.Sequential([hidden, layers.Dense(3, activation='softmax')])
    net.compile(**{'optimizer': 'adam', 'loss': 'categorical_crossentropy', **kwargs})
    return net
"""

COMPILE = {
    "metrics as a word": "make(metrics='accuracy').fit(x, y, verbose=0).history.keys()",
    "metrics as acc": "list(make(metrics=['acc']).fit(x, y, verbose=0).history)",
    "metrics as an object": "make(metrics=keras.metrics.CategoricalAccuracy()).fit(x, y, verbose=0)",
    "metrics by position": """
        net = make()
        net.compile('adam', 'categorical_crossentropy', ['accuracy'])
        list(net.fit(x, y, verbose=0).history)""",
    "metrics names": """
        net = make(metrics=['accuracy'])
        net.evaluate(x, y, verbose=0)
        net.metrics_names""",
    "loss of tf.losses": "make(loss=tf.losses.categorical_crossentropy).fit(x, y, verbose=0)",
    "loss object of tf.losses": "make(loss=tf.losses.CategoricalCrossentropy(from_logits=True)).fit(x, y, verbose=0)",
    "loss of tf.keras.losses": "make(loss=tf.keras.losses.mean_squared_error).fit(x, y, verbose=0)",
    "loss of tf.keras.metrics": "make(metrics=[tf.keras.metrics.mean_squared_error]).fit(x, y, verbose=0)",
    "loss mse": "make(loss=tf.keras.losses.MSE).fit(x, y, verbose=0)",
    "tf.metrics": "make(metrics=[tf.metrics.CategoricalAccuracy()]).fit(x, y, verbose=0)",
    "tf.optimizers": "make(optimizer=tf.optimizers.Adam(0.01)).fit(x, y, verbose=0)",
    "lr": "float(np.round(keras.optimizers.Adam(lr=0.5).learning_rate.numpy(), 3))",
    "decay": """
        make(optimizer=keras.optimizers.SGD(lr=0.1, decay=1e-6, momentum=0.9, nesterov=True)).fit(x, y, verbose=0)""",
    "decay without a rate": "make(optimizer=keras.optimizers.Adam(decay=1e-4)).fit(x, y, verbose=0)",
    "RMSprop with rho": """
        make(optimizer=keras.optimizers.RMSprop(lr=0.001, rho=0.9, epsilon=None, decay=0.0)).fit(x, y, verbose=0)""",
    "legacy optimizer": "make(optimizer=tf.keras.optimizers.legacy.Adam(learning_rate=0.01)).fit(x, y, verbose=0)",
    "experimental optimizer": "make(optimizer=tf.keras.optimizers.experimental.Adam(0.01)).fit(x, y, verbose=0)",
    "optimizer by a name in capitals": "make(optimizer='Adam').fit(x, y, verbose=0)",
    "optimizer's rate read": "float(np.round(np.array(make(optimizer=keras.optimizers.SGD(0.25)).optimizer.lr), 3))",
    "optimizer's rate set": """
        net = make()
        keras.backend.set_value(net.optimizer.lr, 0.5)
        float(keras.backend.get_value(net.optimizer.learning_rate))""",
    "optimizer's rate assigned": """
        net = make()
        net.optimizer.lr = 0.125
        float(net.optimizer.learning_rate.numpy())""",
    "run eagerly": "make(run_eagerly=True).fit(x, y, verbose=0)",
    "sample weight mode": "make(sample_weight_mode=None).fit(x, y, verbose=0)",
}

FIT = {
    "a callback alone": "make().fit(x, y, verbose=0, callbacks=keras.callbacks.EarlyStopping('loss'))",
    "callbacks in a tuple": "make().fit(x, y, verbose=0, callbacks=(keras.callbacks.EarlyStopping('loss'),))",
    "queue settings": "make().fit(x, y, verbose=0, workers=4, use_multiprocessing=True, max_queue_size=2)",
    "nb_epoch": "make().fit(x, y, nb_epoch=1, verbose=0)",
    "validation split of tensors": "make().fit(tf.constant(x), tf.constant(y), validation_split=0.2, verbose=0)",
    "float64 tensors": "make().fit(tf.constant(x, dtype=tf.float64), y, verbose=0)",
    "lists": "make().fit([x], y, verbose=0)",
    "fit_generator": """
        def batches():
            while True:
                yield x[:20], y[:20]
        make().fit_generator(batches(), steps_per_epoch=2, epochs=1, verbose=0)""",
    "evaluate_generator": "make().evaluate_generator(batches(), steps=2)",
    "predict_generator": "make().predict_generator(batches(), steps=2).shape",
    "predict_classes": "make().predict_classes(x).shape",
    "predict_proba": "make().predict_proba(x).shape",
    "history acc": "make(metrics=['acc']).fit(x, y, verbose=0).history['acc'] is not None",
    "acc and val_acc": """
        history = make(metrics=['acc']).fit(x, y, validation_split=0.5, verbose=0)
        sorted(history.history)""",
    "reset_states": """
        net = make()
        net.reset_states()
        keras.metrics.Mean().reset_states()""",
    "test_on_batch": "make().test_on_batch(x, y)",
    "train_on_batch": "make(metrics=['accuracy']).train_on_batch(x, y)",
    "tensorboard settings": """
        callback = keras.callbacks.TensorBoard(log_dir='logs', write_grads=True, batch_size=32, histogram_freq=1)
        make().fit(x, y, validation_split=0.2, verbose=0, callbacks=[callback])""",
    "plateau epsilon": "keras.callbacks.ReduceLROnPlateau(monitor='loss', epsilon=0.5).min_delta",
    "checkpoint hdf5": "make().fit(x, y, verbose=0, callbacks=[keras.callbacks.ModelCheckpoint('best.hdf5', 'loss')])",
    "checkpoint h5": """
        callback = keras.callbacks.ModelCheckpoint(filepath='cp/best.h5', monitor='loss', save_best_only=True, period=1)
        make().fit(x, y, verbose=0, callbacks=[callback])""",
    "checkpoint weights": """
        callback = keras.callbacks.ModelCheckpoint('cp/{epoch:02d}.ckpt', save_weights_only=True)
        make().fit(x, y, verbose=0, callbacks=[callback])
        make().load_weights(tf.train.latest_checkpoint('cp'))""",
    "checkpoint weights by their name": """
        callback = keras.callbacks.ModelCheckpoint('mine.ckpt', save_weights_only=True)
        make().fit(x, y, verbose=0, callbacks=[callback])
        make().load_weights('mine.ckpt')""",
    "checkpoint folder": """
        make().fit(x, y, verbose=0, callbacks=[keras.callbacks.ModelCheckpoint('folder_of_best', 'loss')])
        keras.models.load_model('folder_of_best').count_params()""",
    "own callback in the old way": """
        class Stop(keras.callbacks.Callback):
            def on_epoch_end(self, epoch, logs={}):
                if logs.get('acc') is not None and logs.get('acc') >= 0:
                    self.model.stop_training = True
        len(make(metrics=['acc']).fit(x, y, epochs=5, verbose=0, callbacks=[Stop()]).epoch)""",
    "lambda callback": """
        callback = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: print('epoch', epoch))
        make().fit(x, y, verbose=0, callbacks=[callback])""",
    "learning rate schedule": """
        callback = keras.callbacks.LearningRateScheduler(lambda epoch: 0.5 / (epoch + 1))
        sorted(make().fit(x, y, verbose=0, callbacks=[callback]).history)""",
}

FILES = {
    "save a folder": "make().save('model_dir')\nkeras.models.load_model('model_dir').count_params()",
    "save h5": "make().save('m.h5')\nkeras.models.load_model('m.h5').count_params()",
    "save hdf5": "make().save('m.hdf5')\nkeras.models.load_model('m.hdf5').count_params()",
    "save format h5": "make().save('plain', save_format='h5')\nkeras.models.load_model('plain').count_params()",
    "save format tf": "make().save('plain_tf', save_format='tf')\nkeras.models.load_model('plain_tf').count_params()",
    "save_model": """
        keras.models.save_model(make(), 'n.h5')
        keras.models.load_model('n.h5', compile=False).count_params()""",
    "tf.saved_model": "tf.saved_model.save(make(), 'saved')\nlen(tf.saved_model.load('saved').signatures)",
    "weights": "make().save_weights('w')\nmake().load_weights('w')",
    "weights h5": "make().save_weights('w.h5')\nmake().load_weights('w.h5')",
    "weights hdf5": "make().save_weights(filepath='v.hdf5')\nmake().load_weights(filepath='v.hdf5')",
    "to json": "keras.models.model_from_json(make().to_json()).count_params()",
    "get and set weights": "net = make()\nnet.set_weights(net.get_weights())",
}

LAYERS = {
    "input_dim": "keras.Sequential([layers.Dense(4, input_dim=8), layers.Dense(3)]).count_params()",
    "batch_input_shape": "keras.Sequential([layers.Dense(4, batch_input_shape=(None, 8))]).count_params()",
    "InputLayer": "keras.Sequential([layers.InputLayer(input_shape=(8,)), layers.Dense(4)]).count_params()",
    "InputLayer by position": "keras.Sequential([layers.InputLayer((8,)), layers.Dense(4)]).count_params()",
    "Input in a Sequential": "keras.Sequential([layers.Input(shape=8), layers.Dense(4)]).count_params()",
    "Input's shape a number": "keras.Input(8).shape",
    "batch_shape": "keras.Sequential([layers.InputLayer(batch_input_shape=(None, 8)), layers.Dense(4)]).count_params()",
    "LeakyReLU alpha": "layers.LeakyReLU(alpha=0.25)(tf.constant([-1.0])).numpy().tolist()",
    "Embedding input_length": "keras.Sequential([layers.Embedding(10, 4, input_length=5)])",
    "experimental preprocessing": """
        flip = layers.experimental.preprocessing.RandomFlip('horizontal')
        rescale = tf.keras.layers.experimental.preprocessing.Rescaling(1. / 255)
        rescale(flip(pictures)).shape""",
    "random layers": "layers.RandomRotation(0.1)(layers.RandomZoom(0.1)(pictures)).shape",
    "output_shape": "net = make()\nnet.layers[0].output_shape, net.layers[0].input_shape, net.output_shape",
    "get_output_at": "make().layers[0].get_output_at(0).shape",
    "model of a layer's output": """
        net = make()
        keras.Model(net.input, net.layers[0].output).predict(x, verbose=0).shape""",
    "model of inputs and outputs": """
        net = make()
        keras.Model(inputs=net.inputs, outputs=net.layers[0].output).predict(x).shape""",
    "TensorFlow on symbols": """
        inputs = keras.Input((8,))
        keras.Model(inputs, tf.nn.relu(layers.Dense(3)(inputs))).count_params()""",
    "tf.reshape on symbols": """
        inputs = keras.Input((8,))
        keras.Model(inputs, tf.reshape(inputs, (-1, 4, 2))).output_shape""",
    "BatchNormalization mode": "layers.BatchNormalization(axis=-1, momentum=0.99, epsilon=0.001)(x).shape",
    "Conv2D in the old way": """
        layers.Convolution2D(4, (3, 3), activation='relu', data_format='channels_last')(pictures).shape""",
    "MaxPool2D": """
        [layers.MaxPool2D()(pictures).shape,
         layers.MaxPooling2D(pool_size=2, strides=2, padding='same')(pictures).shape]""",
    "AveragePooling2D's window left out": "layers.AveragePooling2D()(pictures).shape",
    "AvgPool2D with strides": "layers.AvgPool2D(strides=1)(pictures).shape",
    "GlobalAveragePooling": "layers.GlobalAvgPool2D()(pictures).shape",
    "add_loss and trainable": "net = make()\nnet.layers[0].trainable = False\nlen(net.trainable_weights)",
    "ThresholdedReLU": "layers.ThresholdedReLU(theta=1.0)(x).shape",
    "Wrapper time": "layers.TimeDistributed(layers.Dense(2))(x.reshape(40, 4, 2)).shape",
    "merge": "layers.add([x, x]).shape, layers.Concatenate(axis=1)([x, x]).shape",
}

IMPORTED = {
    "np_utils": "from keras.utils import np_utils\nnp_utils.to_categorical([0, 1]).shape",
    "np_utils.to_categorical": "from keras.utils.np_utils import to_categorical\nto_categorical([0, 1]).shape",
    "tf.keras np_utils": "from tensorflow.keras.utils import to_categorical\nto_categorical([0, 1]).shape",
    "layers.core": "from keras.layers.core import Dense, Dropout, Activation, Flatten\nDense.__name__",
    "layers.convolutional": "from keras.layers.convolutional import Conv2D, MaxPooling2D\nConv2D.__name__",
    "layers.pooling": "from keras.layers.pooling import MaxPooling2D\nMaxPooling2D.__name__",
    "layers.normalization": "from keras.layers.normalization import BatchNormalization\nBatchNormalization.__name__",
    "layers.advanced_activations": "from keras.layers.advanced_activations import LeakyReLU\nLeakyReLU.__name__",
    "layers.recurrent": "from keras.layers.recurrent import LSTM\nLSTM.__name__",
    "layers.embeddings": "from keras.layers.embeddings import Embedding\nEmbedding.__name__",
    "layers.merge": "from keras.layers.merge import concatenate\nconcatenate.__name__",
    "layers.wrappers": "from keras.layers.wrappers import Bidirectional\nBidirectional.__name__",
    "engine": "from keras.engine.sequential import Sequential\nSequential.__name__",
    "engine.topology": "from keras.engine.topology import Layer\nLayer.__name__",
    "optimizer_v2": "from keras.optimizer_v2.adam import Adam\nAdam.__name__",
    "optimizers adam_v2": "from keras.optimizers import adam_v2\nadam_v2.Adam.__name__",
    "optimizers.legacy": "from tensorflow.keras.optimizers.legacy import SGD\nSGD.__name__",
    "tensorflow.python.keras": """
        from tensorflow.python.keras.models import Sequential
        Sequential([layers.Dense(3)])(x).shape""",
    "tensorflow.python.keras layers": "from tensorflow.python.keras.layers import Dense\nDense(3)(x).shape",
    "tensorflow.python.keras utils": """
        from tensorflow.python.keras.utils import np_utils
        np_utils.to_categorical([0, 1]).shape""",
    "tensorflow.keras.engine": """
        from tensorflow.keras.layers.experimental.preprocessing import Rescaling
        Rescaling(1.0)(x).shape""",
    "keras.datasets": "from keras.datasets import fashion_mnist\nfashion_mnist.load_data()[0][0].shape",
    "tensorflow.python.keras datasets": """
        from tensorflow.python.keras.datasets import fashion_mnist
        fashion_mnist.load_data()[0][0].shape""",
    "ImageDataGenerator": """
        from keras.preprocessing.image import ImageDataGenerator
        generator = ImageDataGenerator(rescale=1. / 255, rotation_range=10, horizontal_flip=True)
        net = keras.Sequential([layers.Flatten(), layers.Dense(3, activation='softmax')])
        net.compile('adam', 'categorical_crossentropy')
        net.fit(generator.flow(pictures, kinds, batch_size=10), steps_per_epoch=2, verbose=0).epoch""",
    "tf.keras ImageDataGenerator": """
        tf.keras.preprocessing.image.ImageDataGenerator().flow(pictures, kinds, batch_size=4)[0][0].shape""",
    "keras_preprocessing": "from keras_preprocessing.image import ImageDataGenerator\nImageDataGenerator.__name__",
    "image helpers": "from keras.preprocessing import image\nimage.img_to_array(pictures[0]).shape",
    "pad_sequences": "from keras.preprocessing.sequence import pad_sequences\npad_sequences([[1], [1, 2]]).shape",
    "tf.keras pad_sequences": "tf.keras.preprocessing.sequence.pad_sequences([[1], [1, 2]]).shape",
    "Tokenizer": "tf.keras.preprocessing.text.Tokenizer.__name__",
    "vis_utils": "from keras.utils.vis_utils import plot_model, model_to_dot\nplot_model(make(), show_shapes=True)",
    "plot_model": "keras.utils.plot_model(make(), show_shapes=True)",
    "google.colab": "from google.colab import drive, files\ndrive.mount('/content/drive')",
    "keras.backend": "from keras import backend as K\nfloat(K.mean(tf.constant([1.0, 2.0])))",
    "tf.keras.backend": """
        K2 = tf.keras.backend
        K2.clear_session()
        K2.eval(tf.constant(3)), K2.image_data_format(), K2.floatx(), K2.epsilon()""",
    "K functions": """
        from tensorflow.keras import backend as K
        value = K.variable([1.0, -4.0])
        [float(K.sum(K.square(value))), float(K.max(K.abs(value))), float(K.sqrt(K.constant(4.0)))]
        K.int_shape(value)""",
    "K.function": "net = make()\nK.function([net.input], [net.layers[0].output])([x])[0].shape",
    "own metric of K": """
        def recall(true, predicted):
            right = K.sum(K.round(K.clip(true * predicted, 0, 1)))
            return right / (K.sum(K.round(K.clip(true, 0, 1))) + K.epsilon())
        sorted(make(metrics=[recall]).fit(x, y, verbose=0).history)""",
    "sessions": """
        config = tf.compat.v1.ConfigProto()
        config.gpu_options.allow_growth = True
        tf.compat.v1.keras.backend.set_session(tf.compat.v1.Session(config=config))""",
    "gpus": """
        gpus = tf.config.experimental.list_physical_devices('GPU')
        for gpu in gpus:
            tf.config.experimental.set_memory_growth(gpu, True)
        tf.test.is_gpu_available(), tf.test.gpu_device_name()""",
    "eager switch": "tf.compat.v1.enable_eager_execution()\ntf.executing_eagerly()",
    "tf.random.set_random_seed": """
        tf.compat.v1.set_random_seed(1)
        tf.random.set_seed(1)
        tf.compat.v1.logging.set_verbosity(tf.compat.v1.logging.ERROR)""",
    "np.float": "np.float(1), np.int(2), np.bool(1), np.product([2, 3]), np.object is object, np.Inf > 1",
    "normalize": "keras.utils.normalize(x).shape",
    "numpy behaviour": """
        import tensorflow.experimental.numpy as tnp
        tnp.experimental_enable_numpy_behavior()
        cnv = tf.keras.layers.Conv2D(5, (2, 2))
        cnv(tnp.arange(1 * 8 * 8 * 3, dtype=tf.float64).reshape(1, 8, 8, 3)).shape""",
    "hparams": """
        from tensorboard.plugins.hparams import api as hp
        with tf.summary.create_file_writer('logs/hp').as_default():
            hp.hparams({'n1': 6})
            make().fit(x, y, verbose=0, callbacks=hp.KerasCallback('logs/hp', {'n1': 6}))""",
}

RUNS = {**COMPILE, **FIT, **FILES, **LAYERS, **IMPORTED}

SHOWN = {
    "metrics as acc": "['acc', 'loss']",
    "metrics by position": "['accuracy', 'loss']",
    "lr": "0.5",
    "optimizer's rate read": "0.25",
    "optimizer's rate set": "0.5",
    "optimizer's rate assigned": "0.125",
    "predict_generator": "(40, 3)",
    "predict_classes": "(40,)",
    "predict_proba": "(40, 3)",
    "acc and val_acc": "['acc', 'loss', 'val_acc', 'val_loss']",
    "plateau epsilon": "0.5",
    "checkpoint folder": "51",
    "own callback in the old way": "1",
    "save a folder": "51",
    "save h5": "51",
    "save hdf5": "51",
    "save format h5": "51",
    "save format tf": "51",
    "save_model": "51",
    "input_dim": "51",
    "batch_input_shape": "36",
    "InputLayer": "36",
    "InputLayer by position": "36",
    "Input in a Sequential": "36",
    "batch_shape": "36",
    "AveragePooling2D's window left out": "TensorShape([20, 4, 4, 3])",
    "AvgPool2D with strides": "TensorShape([20, 7, 7, 3])",
    "LeakyReLU alpha": "[-0.25]",
    "output_shape": "((None, 4), (None, 8), (None, 3))",
    "model of a layer's output": "(40, 4)",
    "tf.reshape on symbols": "(None, 4, 2)",
    "keras.backend": "1.5",
    "K.function": "(40, 4)",
    "numpy behaviour": "TensorShape([1, 7, 7, 5])",
}


GONE = {
    "keras.wrappers.scikit_learn": "from keras.wrappers.scikit_learn import KerasClassifier",
    "tensorflow.keras.wrappers": "from tensorflow.keras.wrappers.scikit_learn import KerasRegressor",
    "tensorflow_datasets": "import tensorflow_datasets as tfds; train, test = tfds.load('mnist')",
    "tensorflow.contrib": "import tensorflow.contrib",
}
"""What Keras 2 itself lost before its end, or another package brings."""


@pytest.fixture(scope="module")
def ran(recorder: Recorder) -> Ran:
    return recorder.run([IMPORTS, *RUNS.values(), *GONE.values()])


NUMBER = {name: number for number, name in enumerate([*RUNS, *GONE], start=2)}


@pytest.mark.parametrize("name", RUNS)
def test_an_idiom_runs_unmodified(ran: Ran, name: str) -> None:
    run = ran.cell(NUMBER[name])

    assert run.error is None
    assert run.ending == "completed"


@pytest.mark.parametrize("name", SHOWN)
def test_an_idiom_means_what_it_meant(ran: Ran, name: str) -> None:
    assert ran.cell(NUMBER[name]).displayed[-1:] == (SHOWN[name],)


@pytest.mark.parametrize("name", GONE)
def test_what_is_gone_is_missed_by_its_name(ran: Ran, name: str) -> None:
    error = ran.cell(NUMBER[name]).error

    assert error is not None
    assert error.type == "ModuleNotFoundError"
    assert name in error.message


def test_nothing_was_left_unrecorded(ran: Ran) -> None:
    assert ran.recording.notes == ()


def test_every_idiom_names_what_is_written() -> None:
    written = [idiom.written for idiom in compat.IDIOMS]

    assert all(written)
    assert len(set(written)) == len(written)
