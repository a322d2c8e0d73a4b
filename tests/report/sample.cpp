#include "report/sample.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <fstream>
#include <stdexcept>

#include "lexicnn/core/provenance.hpp"
#include "lexicnn/core/random.hpp"
#include "lexicnn/images/thumbnail.hpp"
#include "lexicnn/score/score.hpp"

namespace lexicnn::test {
namespace {

/// Roughly normal with variance 1/3, from three uniform numbers.
double noise(RandomStream& random) {
  double sum = -1.5;
  for (int i = 0; i < 3; ++i)
    sum += random.uniform();
  return sum * 1.15;
}

/// Half of the features like or dislike a few classes, the more the deeper they lie.
Grid<double> make_effects(const SampleShape& shape) {
  Grid<double> out(shape.classes.size(), shape.layers * shape.channels);
  for (std::uint64_t f = 0; f < out.columns(); ++f) {
    RandomStream random(shape.seed, 1000 + f);
    const double depth =
        static_cast<double>(f / shape.channels + 1) / static_cast<double>(shape.layers);
    for (std::uint64_t c = 0; c < out.rows(); ++c) {
      const double draw = random.uniform();
      if (draw < 0.3) out(c, f) = (0.3 + 1.6 * depth) * random.uniform();
      if (draw > 0.75) out(c, f) = -(0.3 + 1.1 * depth) * random.uniform();
    }
  }
  return out;
}

std::vector<float> make_values(const SampleShape& shape) {
  const Grid<double> effects = make_effects(shape);
  std::vector<float> out;
  for (std::uint64_t c = 0; c < shape.classes.size(); ++c) {
    for (std::uint64_t i = 0; i < shape.images; ++i) {
      RandomStream random(shape.seed, c * shape.images + i);
      for (std::uint64_t f = 0; f < effects.columns(); ++f) {
        const bool dead = f % shape.channels == shape.channels - 1;
        const double value = dead ? 0.0 : std::max(0.0, 0.4 + noise(random) + effects(c, f));
        out.push_back(static_cast<float>(value));
      }
    }
  }
  return out;
}

Table make_features(const SampleShape& shape) {
  Table out;
  std::vector<std::string> layers;
  std::vector<std::int64_t> indices;
  std::vector<double> depths;
  for (std::uint64_t layer = 0; layer < shape.layers; ++layer) {
    const std::string name = fmt::format("block{}_conv{}", layer / 3 + 1, layer % 3 + 1);
    for (std::uint64_t channel = 0; channel < shape.channels; ++channel) {
      out.index.push_back(fmt::format("{}:{}", name, channel));
      layers.push_back(name);
      indices.push_back(static_cast<std::int64_t>(layer));
      depths.push_back(shape.layers < 2
                           ? 0.0
                           : static_cast<double>(layer) / static_cast<double>(shape.layers - 1));
    }
  }
  out.set("operation", std::vector<std::string>(out.rows(), "convolution"));
  out.set("layer", make_categorical(layers));
  out.set("layer_index", std::move(indices));
  out.set("depth", std::move(depths));
  return out;
}

/// One bad and one repeated file among the good ones.
Table make_ledger_table(const Table& obs) {
  Table out = obs;
  std::vector<std::string> classes = column_text(obs.find("class")->data);
  std::vector<std::string> outcome(obs.rows(), "good");
  std::vector<std::string> reason(obs.rows());
  std::vector<std::string> duplicate(obs.rows());
  duplicate.back() = obs.index.front();
  out.index.emplace_back("c0/<b>cut</b>.jpg");
  classes.push_back(classes.front());
  outcome.emplace_back("bad");
  reason.emplace_back("the JPEG ends early");
  duplicate.emplace_back();
  out.columns.clear();
  out.set("class", std::move(classes));
  out.set("outcome", make_categorical(outcome));
  out.set("reason", std::move(reason));
  out.set("duplicate_of", std::move(duplicate));
  return out;
}

Dict make_activations_provenance(const Sample& sample) {
  Dict out = make_provenance("activations", "lexicnn extract model.onnx images -o a.h5ad");
  out.set("model", std::string("model.onnx"));
  out.set("model_sha256", std::string(64, 'a'));
  out.set("engine", std::string("OpenVINO 2026.4"));
  Dict capture;
  capture.set("precision", std::string("f32"));
  capture.set("tap", std::string("activation"));
  capture.set("pool", std::string("mean"));
  out.set("capture", std::move(capture));
  out.set("images_bad", std::int64_t{1});
  out.set("ledger", make_ledger_table(sample.obs));
  return out;
}

RgbImage make_picture(std::uint64_t class_place, std::uint64_t image) {
  RgbImage out{64, 48, {}};
  for (std::uint32_t y = 0; y < out.height; ++y) {
    for (std::uint32_t x = 0; x < out.width; ++x) {
      const bool stripe = (x + y * (1 + image % 3)) / 8 % 2 == 0;
      const std::uint64_t shade = stripe ? 200 : 90 + image * 5;
      out.pixels.push_back(static_cast<std::uint8_t>((shade + class_place * 71) % 256));
      out.pixels.push_back(static_cast<std::uint8_t>((shade + class_place * 151) % 256));
      out.pixels.push_back(static_cast<std::uint8_t>((shade + class_place * 29) % 256));
    }
  }
  return out;
}

}  // namespace

ReportInput Sample::input() const {
  return {scores,       selection, profile, provenance,
          source.get(), &obs,      {},      &activations_provenance,
          images_root};
}

Sample make_sample(const SampleShape& shape) {
  Sample out;
  out.values = make_values(shape);
  std::vector<std::string> labels;
  for (std::uint64_t c = 0; c < shape.classes.size(); ++c) {
    for (std::uint64_t i = 0; i < shape.images; ++i) {
      labels.push_back(shape.classes[c]);
      out.files.push_back(fmt::format("c{}/{}.webp", c, i));
      out.obs.index.push_back(out.files.back());
    }
  }
  out.obs.set("class", make_categorical(labels));
  const std::uint64_t features = shape.layers * shape.channels;
  out.source =
      std::make_unique<MemorySource>(row_major(out.values.data(), labels.size(), features));
  out.provenance = make_provenance("scores", "lexicnn score a.h5ad -o s.h5ad");
  out.activations_provenance = make_activations_provenance(out);
  rescore(out, shape);
  return out;
}

void rescore(Sample& sample, const SampleShape& shape) {
  ScoreOptions score_options;
  score_options.nulls = shape.nulls;
  score_options.panel = shape.panel;
  sample.scores =
      score(*sample.source, labels_from(sample.obs, "class"), make_features(shape), score_options);
  SelectOptions select_options;
  if (shape.nulls == 0) {
    select_options.rule = SelectRule::threshold;
    select_options.threshold = shape.threshold;
  }
  sample.selection = select(sample.scores, select_options);
  sample.profile = profile(sample.scores, sample.selection);
  sample.provenance.set("select", options_dict(select_options));
}

void write_images(Sample& sample, const std::filesystem::path& root) {
  const ClassLabels labels = labels_from(sample.obs, "class");
  for (std::size_t row = 0; row < sample.files.size(); ++row) {
    const std::filesystem::path path = root / sample.files[row];
    std::filesystem::create_directories(path.parent_path());
    const std::string webp =
        encode_thumbnail(make_picture(static_cast<std::uint64_t>(labels.codes[row]), row), 64);
    std::ofstream file(path, std::ios::binary);
    file.write(webp.data(), static_cast<std::streamsize>(webp.size()));
    if (!file) throw std::runtime_error("cannot write " + path.string());
  }
  sample.images_root = root;
}

std::vector<std::string> hostile_names() {
  return {
      "<img src=x onerror=alert(1)>",
      "</script><script>alert(2)</script>",
      "<!--<script>",
      "quo\"te's & ampersand",
      "line\nbreak\ttab",
      "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627 \u202eoverride",
      std::string(200, 'w'),
      "percent%20/slash?query#hash",
      "constructor",
      "plain",
  };
}

}  // namespace lexicnn::test
