# The report's page, embedded in the report stage: a template (page.html) and the bundle of its style and
# script. dist/ is what `make web` makes of src/ and is committed, so that building the program needs no
# Node; dist/SOURCES.sha256 lists what it was made of, and a bundle that is older than that is refused.
include(LexicnnEmbed)

set(web_dir ${CMAKE_CURRENT_LIST_DIR})
file(GLOB_RECURSE web_sources CONFIGURE_DEPENDS RELATIVE ${web_dir}
     ${web_dir}/src/*.ts ${web_dir}/src/*.tsx ${web_dir}/src/*.css)
list(APPEND web_sources package.json package-lock.json tsconfig.json vite.config.ts)
list(SORT web_sources)
set(web_digests "")
foreach(source IN LISTS web_sources)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${web_dir}/${source})
  file(SHA256 ${web_dir}/${source} digest)
  string(APPEND web_digests "${digest}  ${source}\n")
endforeach()
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${web_dir}/dist/SOURCES.sha256)
file(READ ${web_dir}/dist/SOURCES.sha256 web_bundled)
if(NOT web_digests STREQUAL web_bundled)
  message(FATAL_ERROR "web/dist is not the bundle of the sources in web/src (web/dist/SOURCES.sha256 "
                      "differs): run `make web`, and commit web/dist with the sources")
endif()

lexicnn_embed(lexicnn_report
  NAMESPACE lexicnn::reporting
  HEADER report/page.hpp
  CONSTANTS
    kPageTemplate=${web_dir}/page.html
    kPageStyle=${web_dir}/dist/report.css
    kPageScript=${web_dir}/dist/report.js)
