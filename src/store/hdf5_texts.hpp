/// Texts of fixed and variable length, as datasets and attributes hold them.
#pragma once

#include <functional>

#include "store/hdf5.hpp"

namespace lexicnn::h5 {

/// Reads `count` texts of file type `type` through `read(memory type, buffer)`, which fills the
/// buffer from `object`, a dataset or an attribute, and returns HDF5's status. `name` is for the
/// error.
std::vector<std::string> read_texts(hid_t object, const Type& type, std::size_t count,
                                    const std::string& name,
                                    const std::function<herr_t(hid_t, void*)>& read);

/// The texts as C strings; Error(invalid_input) where one holds a zero byte or is not UTF-8. `name`
/// is for the error. They point into `texts`.
std::vector<const char*> c_strings(const std::vector<std::string>& texts, const std::string& name);
std::vector<const char*> c_strings(std::vector<std::string>&& texts, const std::string&) = delete;

}  // namespace lexicnn::h5
