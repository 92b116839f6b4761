# The page: what it uses of a browser, and the page itself in Chromium where that and its driver are installed.
set(page ${PROJECT_SOURCE_DIR}/src/web/page)
add_test(NAME web.PageUsesNothingThatSafari14Lacks
    COMMAND python3 ${CMAKE_CURRENT_SOURCE_DIR}/apis_test.py ${page})
add_test(NAME web.AKilledTestLeavesNothingBehind COMMAND python3 ${CMAKE_CURRENT_SOURCE_DIR}/guard_test.py)
set_tests_properties(web.PageUsesNothingThatSafari14Lacks web.AKilledTestLeavesNothingBehind PROPERTIES TIMEOUT 120)

# browser_test(NAME FILE): with the real programs on the simulated board; a sanitizer is too slow for a page.
function(browser_test name file)
    add_test(NAME ${name} COMMAND python3 ${CMAKE_CURRENT_SOURCE_DIR}/${file} ${page} ${PROJECT_BINARY_DIR})
    set_tests_properties(${name} PROPERTIES TIMEOUT 240 RUN_SERIAL TRUE)
endfunction()

find_program(CHROMIUM chromium)
find_program(CHROMEDRIVER chromedriver)
if(CHROMIUM AND CHROMEDRIVER AND NOT REDSTART_SANITIZE)
    browser_test(web.PageDoesAtARealRecorderWhatPeopleDoWithIt page_test.py)
    browser_test(web.PageLetsHearAndFindsAPlaceInTwoHours sound_test.py)
    browser_test(web.PageHasNoFindingOfAxe axe_test.py)
    browser_test(web.PageLooksAsItsDocumentationShows looks_test.py)
elseif(NOT REDSTART_SANITIZE)
    message(STATUS "No chromium or chromium-driver: the page is not tried in a browser")
endif()
