#include "lexicnn/images/image_set.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lexicnn/core/error.hpp"

#include "support.hpp"
#include "support/shared_data.hpp"
#include "support/temp_dir.hpp"

namespace lexicnn {
namespace {

namespace fs = std::filesystem;
using Texts = std::vector<std::string>;

class ImageSetTest : public testing::Test {
 protected:
  void add(const std::string& name, const std::string& content = "x") {
    test::write_file(root() / name, content);
  }
  [[nodiscard]] fs::path root() const { return folder_ / "set"; }

  ImageSet open(const Texts& classes = {}) { return open_image_set(root(), {classes}, context()); }
  ImageSet open_manifest(const std::string& name, const std::string& content) {
    add(name, content);
    return open_image_set(root() / name, {}, context());
  }

  Context context() {
    Context out;
    out.log = [this](LogLevel level, std::string_view text) {
      EXPECT_EQ(level, LogLevel::warning);
      warnings_.emplace_back(text);
    };
    return out;
  }

  /// The error that opening gives, with "<root>" for the folder's name.
  template <typename Open>
  std::string problem(ErrorKind kind, Open open_it) {
    try {
      open_it();
      ADD_FAILURE() << "no error";
      return {};
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), kind) << error.what();
      return shorten(error.what());
    }
  }
  std::string shorten(std::string text) const {
    const std::string name = root().string();
    for (auto at = text.find(name); at != std::string::npos; at = text.find(name)) {
      text.replace(at, name.size(), "<root>");
    }
    return text;
  }

  test::TempDir folder_;
  Texts warnings_;
};

Texts names(const ImageSet& set) {
  Texts out;
  for (const ImageFile& file : set.files)
    out.push_back(file.name);
  return out;
}

Texts labels(const ImageSet& set, std::size_t column) {
  Texts out;
  for (const ImageFile& file : set.files)
    out.push_back(file.labels->at(column));
  return out;
}

TEST_F(ImageSetTest, FolderPerClassInBytewiseOrder) {
  for (const char* name : {"b/1.jpg", "a/z.jpg", "a/B.jpg", "a/a.jpg", "a/deep/er/x.png",
                           "a.b/1.jpg", "a/10.jpg", "a/9.jpg", "A/notes.txt"}) {
    add(name);
  }
  const ImageSet set = open();
  EXPECT_EQ(set.label_columns, Texts{"class"});
  EXPECT_EQ(names(set), (Texts{"A/notes.txt", "a/10.jpg", "a/9.jpg", "a/B.jpg", "a/a.jpg",
                               "a/deep/er/x.png", "a/z.jpg", "a.b/1.jpg", "b/1.jpg"}));
  EXPECT_EQ(labels(set, 0), (Texts{"A", "a", "a", "a", "a", "a", "a", "a.b", "b"}));
  EXPECT_EQ(set.files[1].labels, set.files[2].labels) << "one copy for all of a class";
  EXPECT_EQ(set.classes.index, (Texts{"A", "a", "a.b", "b"}));
  EXPECT_EQ(set.files[3].path, root() / "a/B.jpg");
  EXPECT_EQ(set.root, root());
  EXPECT_EQ(warnings_, Texts{});
}

TEST_F(ImageSetTest, HiddenNamesAndTheSetsOwnFilesArePassedOver) {
  for (const char* name : {"a/1.jpg", "a/.hidden.jpg", "a/.cache/2.jpg", ".git/config", "README",
                           "README.md", "SHA256SUMS", "list.csv", "other.TSV"}) {
    add(name);
  }
  EXPECT_EQ(names(open()), Texts{"a/1.jpg"});
  EXPECT_EQ(warnings_, Texts{});
}

TEST_F(ImageSetTest, StrayFilesAtTheRootAreNamedInOneWarning) {
  for (const char* name : {"a/1.jpg", "1.jpg", "2.jpg", "3.jpg", "4.jpg", "5.jpg", "6.jpg"})
    add(name);
  EXPECT_EQ(names(open()), Texts{"a/1.jpg"});
  ASSERT_EQ(warnings_.size(), 1U);
  EXPECT_EQ(shorten(warnings_[0]),
            "passed over in '<root>', because images belong into the folder of their class: "
            "'1.jpg', '2.jpg', '3.jpg', '4.jpg', '5.jpg' and 1 more");
}

TEST_F(ImageSetTest, OddNamesAreEscapedAndStayUnique) {
  for (const std::string name :
       {"a/tab\t.jpg", "a/line\nbreak.jpg", "a/\xFF\xFE.jpg", "a/back\\slash.jpg",
        "a/\\xFF\\xFE.jpg", "a/\"quoted\", 'too'.jpg", "a/gr\xC3\xBC\xC3\x9F.jpg", "a/half\xC3.jpg",
        "cl\xE4ss/1.jpg", "a/#2", "a/surrogate\xED\xA0\x80"}) {
    add(name);
  }
  const ImageSet set = open();
  EXPECT_EQ(names(set), (Texts{"a/\"quoted\", 'too'.jpg", "a/#2", "a/\\\\xFF\\\\xFE.jpg",
                               "a/back\\\\slash.jpg", "a/gr\xC3\xBC\xC3\x9F.jpg", "a/half\\xC3.jpg",
                               "a/line\\x0Abreak.jpg", "a/surrogate\\xED\\xA0\\x80",
                               "a/tab\\x09.jpg", "a/\\xFF\\xFE.jpg", "cl\\xE4ss/1.jpg"}));
  EXPECT_EQ(set.classes.index, (Texts{"a", "cl\\xE4ss"}));
  for (const ImageFile& file : set.files)
    EXPECT_TRUE(fs::exists(file.path)) << file.name;
}

TEST_F(ImageSetTest, LinksAreFollowedButNotInCircles) {
  add("a/1.jpg");
  add("../elsewhere/2.jpg");
  fs::create_directory_symlink(folder_ / "elsewhere", root() / "b");
  fs::create_directory_symlink("..", root() / "a" / "up");
  fs::create_directory_symlink(".", root() / "a" / "self");
  fs::create_symlink("1.jpg", root() / "a" / "link.jpg");
  fs::create_symlink("absent", root() / "a" / "dangling.jpg");
  fs::create_symlink("loop.jpg", root() / "a" / "loop.jpg");
  ASSERT_EQ(::mkfifo((root() / "a" / "pipe.jpg").c_str(), 0600), 0);
  fs::create_directories(root() / "a" / "folder.jpg");
  EXPECT_EQ(names(open()), (Texts{"a/1.jpg", "a/dangling.jpg", "a/link.jpg", "a/loop.jpg",
                                  "a/pipe.jpg", "b/2.jpg"}));
  ASSERT_EQ(warnings_.size(), 2U);
  EXPECT_EQ(shorten(warnings_[0]),
            "'<root>/a/self' is passed over: it leads to a folder that is read already");
}

TEST_F(ImageSetTest, NoFolderIsReadTwice) {
  add("b/1.jpg");
  add("b/deep/2.jpg");
  add("c/3.jpg");
  fs::create_directory_symlink("b", root() / "alias");
  fs::create_directory_symlink(".", root() / "loop");
  fs::create_directory_symlink("../b", root() / "c" / "other");
  fs::create_directory_symlink("deep", root() / "b" / "again");
  const ImageSet set = open();
  EXPECT_EQ(names(set), (Texts{"b/1.jpg", "b/again/2.jpg", "c/3.jpg"}));
  EXPECT_EQ(set.classes.index, (Texts{"b", "c"}));
  EXPECT_EQ(warnings_.size(), 4U);
}

TEST_F(ImageSetTest, ChosenClasses) {
  for (const char* name : {"cat/1.jpg", "car/1.jpg", "dog/1.jpg"})
    add(name);
  fs::create_directories(root() / "empty");
  EXPECT_EQ(names(open({"ca*"})), (Texts{"car/1.jpg", "cat/1.jpg"}));
  EXPECT_EQ(names(open({"dog", "c?t"})), (Texts{"cat/1.jpg", "dog/1.jpg"}));
  EXPECT_EQ(problem(ErrorKind::invalid_option,
                    [&] {
                      open({"ca*", "dogs"});
                    }),
            "no class of the image set matches 'dogs'; did you mean 'dog'?");
}

TEST_F(ImageSetTest, MissingSource) {
  EXPECT_EQ(problem(ErrorKind::file_missing, [&] { open(); }),
            "cannot read the image set '<root>': No such file or directory");
}

TEST_F(ImageSetTest, EmptyImageFolder) {
  fs::create_directories(root());
  EXPECT_EQ(problem(ErrorKind::no_images, [&] { open(); }),
            "'<root>' has no class folders; each class needs a folder with its images");
  add("1.jpg");
  problem(ErrorKind::no_images, [&] { open(); });
}

TEST_F(ImageSetTest, ClassFoldersWithoutImages) {
  add("a/1.jpg");
  add("b/.hidden");
  fs::create_directories(root() / "c" / "d");
  EXPECT_EQ(problem(ErrorKind::no_images, [&] { open(); }),
            "no file in 2 of 3 class folders of '<root>': 'b', 'c'; remove them, or name the "
            "classes to read");
  EXPECT_EQ(names(open({"a"})), Texts{"a/1.jpg"});
}

TEST_F(ImageSetTest, FolderThatCannotBeListed) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may list every folder";
  add("a/1.jpg");
  fs::permissions(root() / "a", fs::perms::none);
  EXPECT_EQ(problem(ErrorKind::file_missing, [&] { open(); }),
            "cannot list folder '<root>/a': Permission denied");
  fs::permissions(root() / "a", fs::perms::all);
}

TEST_F(ImageSetTest, NeitherFolderNorManifest) {
  add("a/1.jpg");
  EXPECT_EQ(problem(ErrorKind::invalid_file, [&] { open_image_set(root() / "a/1.jpg"); }),
            "'<root>/a/1.jpg' is neither a folder of class folders nor a list of images (.csv, "
            ".tsv or .txt)");
}

TEST_F(ImageSetTest, ClassTableAddsLabelsAndClassColumns) {
  add("a/1.jpg");
  add("b/1.jpg");
  add("c/1.jpg");
  add("classes.tsv",
      "class\tgroup\twordnet30\timages\tbytes\nb\tred, \"hot\"\tn1\t1\t1\na\tblue\t\t1\t1\n"
      "unused\tx\ty\t0\t0\n");
  const ImageSet set = open();
  EXPECT_EQ(set.label_columns, (Texts{"class", "group", "wordnet30"}));
  EXPECT_EQ(labels(set, 1), (Texts{"blue", "red, \"hot\"", ""}));
  EXPECT_EQ(labels(set, 2), (Texts{"", "n1", ""}));
  EXPECT_EQ(set.classes.index, (Texts{"a", "b", "c"}));
  EXPECT_EQ(set.classes.get<Texts>("group"), (Texts{"blue", "red, \"hot\"", ""}));
  EXPECT_EQ(set.classes.get<Texts>("wordnet30"), (Texts{"", "n1", ""}));
  EXPECT_EQ(set.classes.columns.size(), 2U);
  EXPECT_EQ(warnings_, Texts{"classes.tsv says nothing about 1 of 3 classes: c"});
}

TEST_F(ImageSetTest, BrokenClassTables) {
  add("a/1.jpg");
  const auto with = [this](const std::string& table) {
    add("classes.tsv", table);
    return problem(ErrorKind::invalid_file, [this] { open(); });
  };
  EXPECT_EQ(with("name\tgroup\n"),
            "'<root>/classes.tsv' has no column 'class'; it has: name, group");
  EXPECT_EQ(with("class\tgroup\na\n"),
            "'<root>/classes.tsv' line 2: 1 fields where the header has 2");
  EXPECT_EQ(with("class\tgroup\na\tx\na\ty\n"),
            "'<root>/classes.tsv' line 3: class 'a' is there twice");
  EXPECT_EQ(with(""), "'<root>/classes.tsv' line 1: the table is empty; it needs a header line");
  EXPECT_EQ(with("class\tsha256\na\tx\n"),
            "'<root>/classes.tsv' has a column 'sha256', a name that the ledger needs for its own "
            "column; rename it");
  EXPECT_EQ(
      with("class\tx/y\na\tx\n"),
      "'<root>/classes.tsv' has a column 'x/y', which cannot be the name of a column; rename it");
}

TEST_F(ImageSetTest, ManifestWithQuotedFields) {
  const ImageSet set = open_manifest("list.csv",
                                     "\xEF\xBB\xBFpath,class,split,note\r\n"
                                     "b/1.jpg,cat,train,plain\r\n"
                                     "\"a, \"\"b\"\"\n.jpg\",\"big cat\",test,\"two\r\nlines\"\r\n"
                                     "\r\n"
                                     "./c//d/../2.jpg,cat,,an \"inner\" quote\n"
                                     "/abs/x.jpg,dog,,\"\"");
  EXPECT_EQ(set.label_columns, (Texts{"class", "split", "note"}));
  EXPECT_EQ(names(set), (Texts{"b/1.jpg", "a, \"b\"\\x0A.jpg", "c/2.jpg", "/abs/x.jpg"}));
  EXPECT_EQ(labels(set, 0), (Texts{"cat", "big cat", "cat", "dog"}));
  EXPECT_EQ(labels(set, 1), (Texts{"train", "test", "", ""}));
  EXPECT_EQ(labels(set, 2), (Texts{"plain", "two\\x0D\\x0Alines", "an \"inner\" quote", ""}));
  EXPECT_EQ(set.files[0].path, root() / "b/1.jpg");
  EXPECT_EQ(set.files[3].path, "/abs/x.jpg");
  EXPECT_EQ(set.classes.index, (Texts{"cat", "big cat", "dog"}));
}

TEST_F(ImageSetTest, ManifestWithTabs) {
  const ImageSet set = open_manifest("list.TSV", "class\tpath\ncat\ta, b.jpg\n");
  EXPECT_EQ(names(set), Texts{"a, b.jpg"});
  EXPECT_EQ(labels(set, 0), Texts{"cat"});
}

TEST_F(ImageSetTest, PublishedSplitFiles) {
  const ImageSet labelled = open_manifest("val.txt",
                                          "\xEF\xBB\xBF"
                                          "n01/a b.JPEG 0\r\n\nn02/c.JPEG\t12\n  ./d.JPEG  0 ");
  EXPECT_EQ(labelled.label_columns, (Texts{"class", "split"}));
  EXPECT_EQ(names(labelled), (Texts{"n01/a b.JPEG", "n02/c.JPEG", "d.JPEG"}));
  EXPECT_EQ(labels(labelled, 0), (Texts{"0", "12", "0"}));
  EXPECT_EQ(labels(labelled, 1), (Texts{"val", "val", "val"}));
  const ImageSet bare = open_manifest("train.txt", "./cat/1 a.jpg\nbig dog/x/2.jpg\n");
  EXPECT_EQ(names(bare), (Texts{"cat/1 a.jpg", "big dog/x/2.jpg"}));
  EXPECT_EQ(labels(bare, 0), (Texts{"cat", "big dog"}));
  EXPECT_EQ(labels(bare, 1), (Texts{"train", "train"}));
  const auto wrong = [this](const std::string& text) {
    return problem(ErrorKind::invalid_file, [&] { open_manifest("s.txt", text); });
  };
  EXPECT_EQ(wrong("a/1.jpg 3\na/2.jpg\n"),
            "'<root>/s.txt' line 2: there is no label behind the path, as in the lines before");
  EXPECT_EQ(wrong("a/1.jpg\n\na/2.jpg 3\n"),
            "'<root>/s.txt' line 3: there is a label behind the path, unlike in the lines before");
  EXPECT_EQ(wrong("1.jpg\n"),
            "'<root>/s.txt' line 1: there is neither a label behind the path nor "
            "a folder that names the class");
  problem(ErrorKind::no_images, [&] { open_manifest("s.txt", " \n\n"); });
}

TEST_F(ImageSetTest, ManifestPathInsideTheRootIsNamedRelativeToIt) {
  const std::string inside = (root() / "a/1.jpg").string();
  EXPECT_EQ(names(open_manifest("list.csv", "path,class\n" + inside + ",a\n")), Texts{"a/1.jpg"});
}

TEST_F(ImageSetTest, AnImageHasOneLineOfAManifest) {
  const auto with = [this](const std::string& text) {
    return problem(ErrorKind::invalid_file, [&] { open_manifest("m.csv", text); });
  };
  EXPECT_EQ(with("path,class\n1.jpg,a\n2.jpg,a\n1.jpg,a\n"),
            "'<root>/m.csv' line 4: '1.jpg' is in line 2 already; an image has one line");
  EXPECT_EQ(with("path,class\n1.jpg,a\nx/../1.jpg,b\n"),
            "'<root>/m.csv' line 3: '1.jpg' is in line 2 already; an image has one line");
}

TEST_F(ImageSetTest, ManifestTakesItsClassesFromClassesTsvToo) {
  add("classes.tsv", "class\tgroup\tsplit\ncat\tpets\tignored\n");
  const ImageSet set =
      open_manifest("list.csv", "path,class,split\n1.jpg,cat,train\n2.jpg,cat,test\n");
  EXPECT_EQ(set.label_columns, (Texts{"class", "split", "group"}));
  EXPECT_EQ(labels(set, 1), (Texts{"train", "test"}));
  EXPECT_EQ(labels(set, 2), (Texts{"pets", "pets"}));
  EXPECT_EQ(set.classes.get<Texts>("split"), Texts{"ignored"});
}

TEST_F(ImageSetTest, BrokenManifestsNameTheLine) {
  const auto with = [this](const std::string& text) {
    return problem(ErrorKind::invalid_file, [&] { open_manifest("m.csv", text); });
  };
  EXPECT_EQ(with(""), "'<root>/m.csv' line 1: the table is empty; it needs a header line");
  EXPECT_EQ(with("file,class\n"), "'<root>/m.csv' has no column 'path'; it has: file, class");
  EXPECT_EQ(with("path,label\n"), "'<root>/m.csv' has no column 'class'; it has: path, label");
  EXPECT_EQ(with("path,class,class\n"), "'<root>/m.csv' line 1: column 'class' is there twice");
  EXPECT_EQ(with("path,class,\n"), "'<root>/m.csv' line 1: a column has no name");
  EXPECT_EQ(with("path,class,\xFF\n"), "'<root>/m.csv' line 1: a column's name is not UTF-8");
  EXPECT_EQ(with("path,class\na.jpg,x\nb.jpg\n"),
            "'<root>/m.csv' line 3: 1 fields where the header has 2");
  EXPECT_EQ(with("path,class\n\"a\nb\",x\nc.jpg,\n"), "'<root>/m.csv' line 4: the class is empty");
  EXPECT_EQ(with("path,class\n\n,x\n"), "'<root>/m.csv' line 3: the path is empty");
  EXPECT_EQ(with("path,class\na.jpg,x\n\"b.jpg,x\nc.jpg,x\n"),
            "'<root>/m.csv' line 3: a quote is opened and never closed");
  EXPECT_EQ(with("path,class\n\"a\"b.jpg,x\n"),
            "'<root>/m.csv' line 2: there is text after a closing quote");
  EXPECT_EQ(with(std::string("path,class\na\0b,x\n", 17)),
            "'<root>/m.csv' line 2: the path holds a zero byte");
  EXPECT_EQ(
      with("path,class,outcome\na.jpg,x,y\n"),
      "'<root>/m.csv' has a column 'outcome', a name that the ledger needs for its own column; "
      "rename it");
}

TEST_F(ImageSetTest, ManifestWithoutRows) {
  EXPECT_EQ(problem(ErrorKind::no_images, [&] { open_manifest("m.csv", "path,class\n"); }),
            "'<root>/m.csv' lists no images");
}

TEST_F(ImageSetTest, StopIsHeard) {
  add("a/1.jpg");
  std::stop_source source;
  source.request_stop();
  Context stopped;
  stopped.stop = source.get_token();
  problem(ErrorKind::cancelled, [&] { open_image_set(root(), {}, stopped); });
}

TEST(ImageSetOptionsTest, Provenance) {
  const Dict dict = options_dict(ImageSetOptions{{"a*", "b"}});
  EXPECT_EQ(dict.get<Texts>("classes"), (Texts{"a*", "b"}));
}

TEST(SharedData, CaltechHasItsClassesAndWordNetLabels) {
  const auto data = test::data_dir();
  if (!data) GTEST_SKIP() << "no photographs beside the checkout";
  Texts warnings;
  Context context;
  context.log = [&](LogLevel, std::string_view text) { warnings.emplace_back(text); };
  const ImageSet set = open_image_set(*data / "caltech61", {}, context);
  EXPECT_EQ(set.files.size(), 3050U);
  EXPECT_EQ(set.classes.rows(), 61U);
  EXPECT_EQ(set.label_columns, (Texts{"class", "wordnet30", "lemma"}));
  EXPECT_EQ(*set.files.front().labels, (Texts{"Leopards", "n02128385", "leopard"}));
  EXPECT_EQ(warnings, Texts{});
}

}  // namespace
}  // namespace lexicnn
