// Line names as people write them, and what they are told when a line cannot be had.
#include "gpio/line_spec.hpp"

#include "gpio/line.hpp"

#include <cerrno>
#include <filesystem>
#include <gtest/gtest.h>
#include <map>

namespace redstart {
namespace {

using std::chrono::milliseconds;

std::string what(const std::function<void()>& call) {
    try {
        call();
    } catch (const Error& error) {
        return error.what();
    }
    return "(no error)";
}

bool has_gpio_chip() {
    for (const auto& entry : std::filesystem::directory_iterator("/dev"))
        if (entry.path().filename().native().starts_with("gpiochip")) return true;
    return false;
}

TEST(LineSpec, IsANameOrAChipAndAnOffset) {
    EXPECT_EQ(parse_line_spec("GPIO17").name, "GPIO17");
    EXPECT_EQ(parse_line_spec("GPIO17").chip, "");
    EXPECT_EQ(parse_line_spec("ID_SDA").name, "ID_SDA");
    const auto spec = parse_line_spec("gpiochip10:17");
    EXPECT_EQ(spec.name, "");
    EXPECT_EQ(spec.chip, "gpiochip10");
    EXPECT_EQ(spec.offset, 17U);
}

TEST(LineSpec, RefusesWhatIsNeither) {
    for (const auto* text :
         {"", "17", ":", ":17", "gpiochip0:", "gpiochip:17", "gpiochip0:x", "gpiochip0:17x",
          "gpiochip0:-1", "gpiochip0:99999999999", "chip0:17", "gpiochip0 :17", "gpiochip0:17:1"}) {
        EXPECT_EQ(what([&] { parse_line_spec(text); }),
                  std::string{'"'} + text +
                      "\": not a GPIO line; write its name (GPIO17) or chip and offset "
                      "(gpiochip0:17)");
    }
}

/// Chips as they are told of, in their order: a label, and lines by name.
struct ToldChip {
    std::string label;
    std::map<std::string, int> lines;
};

std::string found(const std::string& name, const std::map<std::string, ToldChip>& chips) {
    std::vector<std::string> paths;
    for (const auto& [path, chip] : chips) paths.push_back(path);
    const ChipQuestions ask = {[&](const std::string& path, const std::string& line) {
                                   const auto& lines = chips.at(path).lines;
                                   errno = ENOENT;
                                   return lines.contains(line) ? lines.at(line) : -1;
                               },
                               [&](const std::string& path) { return chips.at(path).label; }};
    std::string answer;
    const std::string error = what([&] {
        const LineAddress address = find_named_line(name, paths, ask);
        answer = address.chip + ":" + std::to_string(address.offset);
    });
    return answer.empty() ? error : answer;
}

TEST(LineSpec, FallsBackToTheLineOfTheHeadersChipWhereNoLineHasTheName) {
    for (const auto* label : {"pinctrl-bcm2835", "pinctrl-bcm2711", "pinctrl-rp1"}) {
        const std::map<std::string, ToldChip> chips = {{"/dev/gpiochip0", {"raspberrypi-exp", {}}},
                                                       {"/dev/gpiochip1", {label, {{"SDA1", 2}}}}};
        EXPECT_EQ(found("GPIO2", chips), "/dev/gpiochip1:2");
        EXPECT_EQ(found("SDA1", chips), "/dev/gpiochip1:2");
        for (const auto* name : {"GPIO28", "GPIO", "GPIO2x", "gpio2", "TXD"})
            EXPECT_EQ(found(name, chips),
                      std::string(name) + ": no such GPIO line; gpioinfo lists them");
    }
}

TEST(LineSpec, ANameGoesBeforeTheFallback) {
    EXPECT_EQ(found("GPIO17", {{"/dev/gpiochip0", {"pinctrl-rp1", {}}},
                               {"/dev/gpiochip1", {"another", {{"GPIO17", 5}}}}}),
              "/dev/gpiochip1:5");
}

TEST(LineSpec, OtherChipsHaveNoFallback) {
    EXPECT_EQ(found("GPIO17", {{"/dev/gpiochip0", {"gpio-mockup", {}}}}),
              "GPIO17: no such GPIO line; gpioinfo lists them");
}

TEST(LineError, NamesTheLineTheCauseAndTheRemedy) {
    EXPECT_STREQ(line_error("GPIO99", ENOENT).what(),
                 "GPIO99: no such GPIO line; gpioinfo lists them");
    EXPECT_STREQ(line_error("GPIO17", EBUSY, "gpiomon").what(),
                 "GPIO17: busy, held by \"gpiomon\"; stop that, or choose another line");
    EXPECT_STREQ(line_error("GPIO17", EBUSY).what(),
                 "GPIO17: busy, held by another user; stop that, or choose another line");
    EXPECT_STREQ(line_error("GPIO17", EACCES).what(),
                 "GPIO17: no permission; add the user to group gpio");
    EXPECT_EQ(line_error("GPIO17", ENODEV).code(), std::errc::no_such_device);
}

TEST(Line, OnAComputerWithoutGpioSaysSo) {
    if (has_gpio_chip()) GTEST_SKIP() << "this computer has a GPIO chip";
    const auto answer = [](const std::string& spec) {
        return spec + ": no GPIO chip; this kernel shows no /dev/gpiochip*";
    };
    EXPECT_EQ(what([] { InputLine("GPIO17", true, Bias::pull_up, milliseconds(20)); }),
              answer("GPIO17"));
    EXPECT_EQ(what([] { InputLine("gpiochip0:17", true, Bias::as_is, milliseconds(0)); }),
              answer("gpiochip0:17"));
    EXPECT_EQ(what([] { OutputLine("GPIO27", false, true); }), answer("GPIO27"));
}

TEST(Line, WithABadSpecSaysSoFirst) {
    EXPECT_NE(what([] { OutputLine("27", false, false); }).find("not a GPIO line"),
              std::string::npos);
}

} // namespace
} // namespace redstart
