#include <algorithm>
#include <charconv>
#include <gtest/gtest.h>

#include "lexicnn/core/sha256.hpp"
#include "lexicnn/images/decode.hpp"
#include "lexicnn/report/report.hpp"

#include "report/sample.hpp"
#include "report/view_model.hpp"
#include "support/temp_dir.hpp"

namespace lexicnn {
namespace {

using nlohmann::json;

std::string page_of(const std::vector<std::string>& classes) {
  test::SampleShape shape;
  shape.classes = classes;
  return report(test::make_sample(shape).input()).html;
}

/// The digits of base64 by value, the slow way round: six bits each.
std::string base64_of_hex(std::string_view hex) {
  const std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bits;
  for (const char c : hex) {
    unsigned value = 0;
    std::from_chars(&c, &c + 1, value, 16);
    for (unsigned bit = 8; bit > 0; bit /= 2)
      bits.push_back((value & bit) != 0 ? '1' : '0');
  }
  std::string out;
  while (bits.size() % 6 != 0)
    bits.push_back('0');
  for (std::size_t at = 0; at < bits.size(); at += 6) {
    out.push_back(digits[std::stoul(bits.substr(at, 6), nullptr, 2)]);
  }
  while (out.size() % 4 != 0)
    out.push_back('=');
  return out;
}

std::string hash_source(std::string_view text) {
  return "'sha256-" + base64_of_hex(sha256(std::as_bytes(std::span(text)))) + "'";
}

TEST(ReportPage, PolicyAllowsExactlyItsStyleAndScript) {
  const std::string html = page_of({"cat", "dog"});
  const std::string_view policy = test::between(html, "Content-Security-Policy\" content=\"", "\"");
  const std::string wanted = "default-src 'none'; img-src data:; style-src " +
                             hash_source(test::between(html, "<style>", "</style>")) +
                             "; script-src " +
                             hash_source(test::between(html, "<script>", "</script>")) +
                             "; base-uri 'none'; form-action 'none'";
  EXPECT_EQ(policy, wanted);
}

std::size_t count_of(std::string_view text, std::string_view part) {
  std::size_t out = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos;
       at = text.find(part, at + 1)) {
    ++out;
  }
  return out;
}

TEST(ReportPage, HasOneScriptItsDataAndNothingToFetch) {
  const std::string html = page_of({"cat", "dog"});
  const json model = test::view_model(html);
  EXPECT_EQ(count_of(html, "<script"), 2 + model.at("blocks").size());
  EXPECT_EQ(count_of(html, "</script>"), 2 + model.at("blocks").size());
  EXPECT_EQ(count_of(html, "<script>"), 1U);
  for (const char* mark : {"@STYLE", "@SCRIPT", "@DATA@"})
    EXPECT_EQ(html.find(mark), std::string::npos) << mark;
  for (const char* fetched :
       {"src=\"http", "href=\"http", "url(", "@import", "fetch(", "XMLHttpRequest"}) {
    EXPECT_EQ(html.find(fetched), std::string::npos) << fetched;
  }
}

TEST(ReportPage, ScriptNeverTurnsTextIntoMarkup) {
  const std::string html = page_of({"cat", "dog"});
  const std::string_view script = test::between(html, "<script>", "</script>");
  // "innerHTML" is in Preact for an attribute that no source uses: web/test/bundle.test.ts looks at
  // those.
  for (const char* risky :
       {"outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function("}) {
    EXPECT_EQ(script.find(risky), std::string_view::npos) << risky;
  }
}

TEST(ReportPage, HostileNamesComeBackAsTheyWere) {
  const std::vector<std::string> names = test::hostile_names();
  const std::string html = page_of(names);
  EXPECT_EQ(test::view_model_text(html).find('<'), std::string_view::npos);
  const json model = test::view_model(html);
  EXPECT_EQ(count_of(html, "</script"), 2 + model.at("blocks").size());
  std::vector<std::string> found;
  for (const json& described : model.at("classes"))
    found.push_back(described.at("name"));
  std::vector<std::string> sorted = names;
  std::sort(sorted.begin(), sorted.end());
  std::sort(found.begin(), found.end());
  EXPECT_EQ(found, sorted);
  EXPECT_EQ(model.at("ledger").at("bad_files")[0].at("name"), "c0/<b>cut</b>.jpg");
}

TEST(ReportPage, HostileFileNamesStayNamesInEveryBlock) {
  const test::TempDir folder;
  test::SampleShape shape;
  shape.classes = {"<script>cat", "dog"};
  test::Sample sample = test::make_sample(shape);
  const std::vector<std::string> names{"c0/<script>alert(1)<.webp", "c0/quo\"te's.webp",
                                       "c0/\u202eoverride.webp",
                                       "c0/" + std::string(200, 'w') + ".webp", "c0/@DATA@.webp"};
  for (std::size_t row = 0; row < names.size(); ++row)
    sample.obs.index[row] = sample.files[row] = names[row];
  write_images(sample, folder.path());
  const ReportResult result = report(sample.input());
  EXPECT_EQ(result.images_missing, 0U);
  const json model = test::view_model(result.html);
  EXPECT_EQ(count_of(result.html, "<script"), 2 + model.at("blocks").size());
  std::vector<std::string> found;
  for (const json& image : model.at("images").at("table"))
    found.push_back(image.at("name"));
  for (const std::string& name : names)
    EXPECT_EQ(std::count(found.begin(), found.end(), name), 1) << name;
}

TEST(ReportPage, NamesThatLookLikeTheTemplatesMarksStayNames) {
  const json model = test::view_model(page_of({"@SCRIPT@", "@DATA@"}));
  EXPECT_EQ(model.at("classes")[0].at("name"), "@SCRIPT@");
}

TEST(ReportPage, TextThatIsNotUtf8IsReplaced) {
  const json model = test::view_model(page_of({"bad\xFF", "good"}));
  EXPECT_EQ(model.at("classes")[0].at("name"), "bad\uFFFD");
}

TEST(ReportPage, ThumbnailsDecodeToTheirFiles) {
  const test::TempDir folder;
  test::SampleShape shape;
  shape.classes = {"cat", "dog", "owl"};
  test::Sample sample = test::make_sample(shape);
  write_images(sample, folder.path());
  const std::string html = report(sample.input()).html;
  const json model = test::view_model(html);
  EXPECT_EQ(model.at("images").at("media"), "image/webp");
  std::size_t seen = 0;
  for (const json& image : model.at("images").at("table")) {
    const auto data = test::block(html, image.at("block")).at(image.at("place").get<std::size_t>());
    const std::string webp = test::from_base64(data.get<std::string>());
    // A picture smaller than a thumbnail is encoded as it is.
    const RgbImage picture = decode_image(std::as_bytes(std::span(webp))).image;
    EXPECT_EQ(picture.width, 64U);
    EXPECT_EQ(picture.height, 48U);
    ++seen;
  }
  EXPECT_EQ(seen, 36U);
}

}  // namespace
}  // namespace lexicnn
