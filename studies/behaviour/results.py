"""What lexicnn said of the sets, by set, rule of selection and band."""

from dataclasses import dataclass

from image_sets import ImageSet


@dataclass
class Results:
    sets: list[ImageSet]
    images: dict[str, int]  # of each set
    rules: dict[str, dict]  # of each rule of selection the profiles of all sets, as `profile --json`
    shuffled: dict  # the same of labels that mean nothing

    @property
    def names(self) -> list[str]:
        return [each.name for each in self.sets]

    def profile(self, rule: str, name: str) -> dict:
        return next(each for each in self.rules[rule]["profiles"] if each["name"] == name)

    def whole(self, rule: str, name: str) -> dict:
        return self.profile(rule, name)["all"]

    def band(self, rule: str, name: str, band: str) -> dict:
        return next(each for each in self.profile(rule, name)["bands"] if each["name"] == band)

    def meaningless(self, name: str) -> dict:
        return next(each["all"] for each in self.shuffled["profiles"] if each["name"] == name)

    def differences(self, kind: str) -> list[dict]:
        return [each for each in self.rules["quantile"]["differences"] if each["kind"] == kind]

    def classes(self, name: str) -> int:
        return len(self.whole("quantile", name)["classes_per_feature"]) - 1
