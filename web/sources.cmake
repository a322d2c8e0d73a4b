# The report's page, embedded in the report stage: one template, its style and its script. The parts of
# the script are joined in this order.
include(LexicnnEmbed)

set(script_parts model dom names chart images layers classes overview ledger main)
list(TRANSFORM script_parts PREPEND ${CMAKE_CURRENT_LIST_DIR}/script/)
list(TRANSFORM script_parts APPEND .js)
list(JOIN script_parts "," script_parts)

lexicnn_embed(lexicnn_report
  NAMESPACE lexicnn::reporting
  HEADER report/page.hpp
  CONSTANTS
    kPageTemplate=${CMAKE_CURRENT_LIST_DIR}/page.html
    kPageStyle=${CMAKE_CURRENT_LIST_DIR}/style.css
    kPageScript=${script_parts})
