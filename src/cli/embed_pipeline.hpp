/// Embeddings from file to file, and the search among them.
#pragma once

#include <filesystem>
#include <string>

#include <CLI/CLI.hpp>

#include "lexicnn/embed/embedding.hpp"
#include "lexicnn/embed/image_search.hpp"
#include "lexicnn/embed/noise_aware.hpp"

#include "cli/session.hpp"

namespace lexicnn::cli {

struct EmbedArguments {
  std::filesystem::path input;   ///< activations, or to search an embedding
  std::filesystem::path target;  ///< embedding to write
  std::filesystem::path packed;  ///< packed digits to write, or to search; or empty
  bool overwrite = false;
  bool json = false;

  EmbedOptions options;
  std::filesystem::path scores;  ///< of the training images, or empty
  std::string train;             ///< split to fit on, or empty: all images

  bool noise_aware = false;  ///< the method that gives numbers in place of digits
  NoiseAwareOptions noise;
  std::string by = "class";  ///< label column of that method

  std::filesystem::path fitted;  ///< embedding to apply, or empty: fit one

  std::string query;            ///< image to search for, or empty
  std::filesystem::path model;  ///< to run the query through, or empty: it is in the file
  ImageSearchOptions search;

  void add_flags(CLI::App& app);
};

/// Fits an embedding on activations and writes the digits of all images.
void fit_to_file(Session& session, const EmbedArguments& arguments);

/// Writes the digits of activations by an embedding that was fitted before.
void apply_to_file(Session& session, const EmbedArguments& arguments);

/// Prints the images nearest to one.
void query_images(Session& session, const EmbedArguments& arguments);

}  // namespace lexicnn::cli
