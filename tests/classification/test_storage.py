"""Model folders: what comes back is what was saved, and nothing else is let in."""

import json
import pickle
import zipfile

import joblib
import numpy as np
import pytest
import skops.io
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import FunctionTransformer

from toolkit import words
from toolkit.classification import storage
from toolkit.classification.pipeline import make_classifier
from toolkit.errors import ModelError

TEXTS = ["受理行政复议申请", "审结行政复议案件", "开展普法宣传", "举办普法讲座"] * 3
LABELS = ["A6", "A6", "A7", "A7"] * 3


@pytest.fixture(scope="module")
def model():
    return make_classifier(scheme="outline-2015", seed=5).fit(TEXTS, LABELS)


@pytest.fixture
def folder(model, tmp_path):
    return storage.save_model(model, tmp_path / "m", card={"use": "tests", "scores": {"f1": 0.9}})


def change_card(folder, **values):
    path = folder / "card.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | values))


def refusal(folder):
    with pytest.raises(ModelError) as caught:
        storage.load_model_folder(folder)
    return caught.value


def test_what_comes_back_is_what_was_saved(model, folder):
    again = storage.load_model_folder(folder)
    assert storage.model_id(again) == storage.model_id(model)
    assert (again.predict_proba(TEXTS) == model.predict_proba(TEXTS)).all()
    assert again.get_params() == model.get_params()
    assert again.training_hashes == model.training_hashes
    assert again.novelty_cut_ == model.novelty_cut_


def test_a_model_that_has_predicted_saves_the_same_arrays(model, tmp_path):
    model.predict(TEXTS)
    place = storage.save_model(model, tmp_path, card={})
    assert storage.load_model_folder(place).model_id == model.model_id


def test_saving_again_replaces_and_leaves_nothing_else(model, folder):
    storage.save_model(model, folder, card={})
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["card.json", "card.md", "model.skops"]
    assert "use" not in storage.read_card(folder)


def test_the_card_says_what_it_must(model, folder):
    card = storage.read_card(folder)
    assert card["use"] == "tests"
    assert card["model_id"] == model.model_id
    assert card["fingerprint"] == words.fingerprint()
    assert (card["seed"], card["scheme"], card["classes"]) == (5, "outline-2015", ["A6", "A7"])
    assert card["training_hashes"] == model.training_hashes
    assert "f1: 0.9" in (folder / "card.md").read_text(encoding="utf-8")


def test_the_card_cannot_lie_about_the_model(model, tmp_path):
    place = storage.save_model(model, tmp_path, card={"model_id": "0" * 16, "seed": 1})
    assert storage.read_card(place)["model_id"] == model.model_id
    assert storage.read_card(place)["seed"] == 5


def test_only_two_own_types_are_trusted(folder):
    asked = skops.io.get_untrusted_types(file=folder / "model.skops")
    assert set(asked) == set(storage.TRUSTED)
    with zipfile.ZipFile(folder / "model.skops") as archive:
        assert all(entry.compress_type == zipfile.ZIP_DEFLATED for entry in archive.infolist())


def test_labels_of_numbers_come_back_as_numbers(tmp_path):
    fitted = make_classifier().fit(TEXTS, [0, 0, 1, 1] * 3)
    again = storage.load_model_folder(storage.save_model(fitted, tmp_path, card={}))
    assert again.predict(TEXTS[:3]).tolist() == [0, 0, 1]


def test_an_unfitted_model_is_refused(tmp_path):
    with pytest.raises(ModelError, match=r"wanted a fitted TextClassifier.*call fit\(\) first"):
        storage.save_model(make_classifier(), tmp_path, card={})


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (
            {"format": 99},
            "wanted a model of format 1 or older, came format 99 ({card}): "
            "install a newer version of this toolkit",
        ),
        (
            {"fingerprint": "feed"},
            "wanted a model trained with this segmentation ({fingerprint}), "
            "came one trained with another (feed) ({card}): train it anew, "
            "or install the versions on its card and its labels/words.txt",
        ),
        (
            {"model_id": "feed"},
            "wanted model feed of scheme outline-2015, as its card says, "
            "came model {model_id} of scheme outline-2015 ({folder}): "
            "fetch the folder again, or train the model anew",
        ),
    ],
)
def test_a_card_that_does_not_match(model, folder, values, message):
    change_card(folder, **values)
    assert str(refusal(folder)) == message.format(
        card=folder / "card.json",
        folder=folder,
        fingerprint=words.fingerprint(),
        model_id=model.model_id,
    )


@pytest.mark.parametrize("suffix", [".pkl", ".pickle", ".joblib"])
def test_a_pickle_in_the_folder_is_refused(tmp_path, suffix):
    (tmp_path / f"model{suffix}").write_bytes(pickle.dumps({}))
    assert "can run any code" in str(refusal(tmp_path))
    assert "can run any code" in str(refusal(tmp_path / f"model{suffix}"))


class Bomb:
    def __reduce__(self):
        return (pytest.fail, ("the file was run",))


@pytest.mark.parametrize("dump", [pickle.dump, joblib.dump])
def test_a_pickle_under_the_right_name_is_refused_and_not_run(folder, dump):
    with (folder / "model.skops").open("wb") as stream:
        dump(Bomb(), stream)
    assert "a pickle or joblib file can run code and is never read" in str(refusal(folder))


def test_foreign_types_are_refused(folder):
    skops.io.dump(FunctionTransformer(np.asarray, inverse_func=pytest.fail), folder / "model.skops")
    error = refusal(folder)
    assert error.wanted == "a model of known types"
    assert "do not load it" in error.remedy


def test_another_kind_of_model_is_refused(folder):
    skops.io.dump(TfidfVectorizer(), folder / "model.skops")
    assert refusal(folder).came == "TfidfVectorizer"


@pytest.mark.parametrize("name", ["card.json", "model.skops"])
def test_missing_and_broken_files(folder, name):
    whole = (folder / name).read_bytes()
    (folder / name).write_bytes(whole[: len(whole) // 2])
    assert refusal(folder).where == str(folder / name)
    (folder / name).unlink()
    assert refusal(folder).came == "none"


def test_a_card_without_its_parts_is_refused(folder):
    (folder / "card.json").write_text('{"format": 1}', encoding="utf-8")
    assert refusal(folder).came == "one without model_id, scheme, fingerprint, classes"


def saved_under(folder, version):
    card = storage.read_card(folder)
    change_card(folder, versions=card["versions"] | {"scikit-learn": version})


@pytest.mark.parametrize("version", ["1.0.2", "2.0.0", "99.1"])
def test_another_minor_version_of_scikit_learn_loads_with_a_warning(model, folder, version):
    saved_under(folder, version)
    with pytest.warns(UserWarning, match=f"saved under scikit-learn {version} and is loaded"):
        again = storage.load_model_folder(folder)
    assert again.model_id == model.model_id


def test_a_patch_of_scikit_learn_is_no_news(model, folder):
    here = storage.read_card(folder)["versions"]["scikit-learn"]
    saved_under(folder, ".".join([*here.split(".")[:2], "99"]))
    assert storage.load_model_folder(folder).model_id == model.model_id


def test_a_card_without_versions_warns_too(model, folder):
    change_card(folder, versions=None)
    with pytest.warns(UserWarning, match="scikit-learn unknown"):
        assert storage.load_model_folder(folder).model_id == model.model_id


def test_the_card_names_its_data_by_one_hash(model, folder):
    card = storage.read_card(folder)
    assert card["training_sha256"] == storage.data_hash(reversed(model.training_hashes))
    assert card["training_sha256"] != storage.data_hash(model.training_hashes[1:])
    assert card["training_sha256"] in (folder / "card.md").read_text(encoding="utf-8")
