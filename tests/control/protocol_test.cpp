// Requests are understood or refused in words; nothing that is sent does anything else.
#include "control/protocol.hpp"

#include <redstart/error.hpp>

#include <nlohmann/json.hpp>

#include <gtest/gtest.h>

#include <random>

namespace redstart {
namespace {

std::string why_refused(std::string_view line) {
    try {
        parse_request(line);
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

TEST(Protocol, EveryCommandSurvivesTheWay) {
    for (const std::optional<Order> order :
         {std::optional(Order::start), std::optional(Order::stop), std::optional(Order::toggle),
          std::optional(Order::mark), std::optional(Order::split), std::optional<Order>()}) {
        const std::string line = to_line(Request{order, {}, {}});
        ASSERT_EQ(line.find('\n'), line.size() - 1) << line;
        EXPECT_EQ(parse_request(line).order, order) << line;
    }
}

TEST(Protocol, EveryQuestionSurvivesTheWayAndOnlyTheStatusIsFollowed) {
    for (const Question question : {Question::status, Question::config, Question::doctor}) {
        Request request;
        request.question = question;
        const Request again = parse_request(to_line(request));
        EXPECT_FALSE(again.order || again.care);
        EXPECT_EQ(again.question, question) << to_line(request);
    }
    EXPECT_NE(why_refused(R"({"command":"config","follow":true})"), "");
}

TEST(Protocol, TextAndFollowSurviveTheWay) {
    const std::string text = "Rotschwanz \"ruft\" \\ ♪";
    EXPECT_EQ(parse_request(to_line(Request{Order::mark, text, {}})).text, text);
    EXPECT_TRUE(parse_request(to_line(Request{{}, {}, true})).follow);
}

TEST(Protocol, TheWordsOfAStartSurviveTheWay) {
    Request request{Order::start, {}, {}};
    request.words.name = "hello_01-b";
    request.words.notes.add("speaker=alice");
    request.words.notes.add("text=\"hello\", she said \\ ♪");
    const Request again = parse_request(to_line(request));
    EXPECT_EQ(again.words.name, request.words.name);
    EXPECT_EQ(again.words.notes, request.words.notes);
    EXPECT_EQ(to_line(Request{Order::start, {}, {}}), "{\"command\":\"start\"}\n");
}

TEST(Protocol, WhatIsToBeDoneWithATakeSurvivesTheWay) {
    for (const Care care : {Care::keep, Care::note, Care::remove, Care::restore}) {
        Request request;
        request.care = TakeCare{care, "2026-11-21/a \"take\".wav", care == Care::note ? "♪" : ""};
        const Request again = parse_request(to_line(request));
        ASSERT_TRUE(again.care && !again.order) << to_line(request);
        EXPECT_EQ(again.care->care, care);
        EXPECT_EQ(again.care->file, request.care->file);
        EXPECT_EQ(again.care->text, request.care->text);
    }
    EXPECT_NE(why_refused(R"({"command":"delete"})").find("no file"), std::string::npos);
    EXPECT_NE(why_refused(R"({"command":"delete","file":7})"), "");
    EXPECT_NE(why_refused(R"({"command":"delete","file":"a.wav","text":"x"})"), "");
    EXPECT_NE(why_refused(R"({"command":"keep","file":"a.wav","follow":true})"), "");
    EXPECT_NE(why_refused(R"({"command":"start","file":"a.wav"})"), "");
}

TEST(Protocol, WhatPhonesAskForSurvivesTheWay) {
    Request pair;
    pair.pair = true;
    EXPECT_TRUE(parse_request(to_line(pair)).pair);
    EXPECT_FALSE(parse_request(to_line(pair)).asks_for_status());
    const Request clock =
        parse_request(R"({"command":"clock","unix_ms":1795737600123,"error_ms":40.2})");
    ASSERT_TRUE(clock.clock);
    EXPECT_FALSE(clock.asks_for_status());
    const Request again = parse_request(to_line(clock));
    ASSERT_TRUE(again.clock);
    EXPECT_EQ(again.clock->utc.time_since_epoch(), std::chrono::milliseconds(1795737600123));
    EXPECT_EQ(again.clock->error, std::chrono::milliseconds(41));
}

TEST(Protocol, ATimeThatCannotBeTrueIsRefused) {
    const auto why = [](const std::string& utc, const std::string& error) {
        return why_refused(R"({"command":"clock","unix_ms":)" + utc + R"(,"error_ms":)" + error +
                           "}");
    };
    const std::string good = "1795737600123";
    EXPECT_EQ(why(good, "0"), "");
    EXPECT_EQ(why(good, "10000"), "");
    EXPECT_EQ(why("1704067200000", "40"), "") << "2024 begins";
    EXPECT_EQ(why("4133980799999", "40"), "") << "2100 ends";
    for (const char* utc : {"0", "-1", "1704067199999", "4133980800000", "9223372036854775807",
                            "18446744073709551615", "-9223372036854775808"})
        EXPECT_NE(why(utc, "40").find("2024 to 2100"), std::string::npos) << utc;
    for (const char* utc : {"1795737600123.5", "1e13", "\"1795737600123\"", "null", "true",
                            "99999999999999999999999", "[]", "{}", "1e400"})
        EXPECT_NE(why(utc, "40"), "") << utc;
    for (const char* error : {"-1", "-0.1", "10000.1", "1e300", "18446744073709551615"})
        EXPECT_NE(why(good, error).find("0 to 10000"), std::string::npos) << error;
    for (const char* error : {"\"40\"", "null", "false", "NaN", "Infinity", "1e400", "[40]"})
        EXPECT_NE(why(good, error), "") << error;
    for (const char* line :
         {R"({"command":"clock"})", R"({"command":"clock","unix_ms":1795737600123})",
          R"({"command":"clock","error_ms":40})",
          R"({"command":"clock","unix_ms":1795737600123,"error_ms":40,"text":"x"})",
          R"({"command":"pair","unix_ms":1795737600123})", R"({"command":"pair","follow":true})",
          R"({"command":"status","error_ms":40})", R"({"command":"start","unix_ms":1})"})
        EXPECT_NE(why_refused(line), "") << line;
}

TEST(Protocol, AllNotesThatATakeMayHaveFitIntoARequest) {
    Request request{Order::start, {}, {}};
    for (std::size_t i = 0; i < Notes::most; ++i) {
        const std::string number = std::to_string(i);
        request.words.notes.set(number + std::string(Notes::most_key_bytes - number.size(), 'k'),
                                std::string(Notes::most_text_bytes, 'x'));
    }
    EXPECT_EQ(parse_request(to_line(request)).words.notes, request.words.notes);
}

TEST(Protocol, WhatIsNoRequestIsRefusedWithTheReason) {
    const std::pair<std::string, std::string> rows[] = {
        {"", "not valid JSON"},
        {"start", "not valid JSON"},
        {R"({"command":"start"} x)", "not valid JSON"},
        {R"({"command":"start")", "not valid JSON"},
        {"{\"command\":\"mark\",\"text\":\"\xff\"}", "not valid JSON"},
        {R"({"command":"mark","text":"\ud800"})", "not valid JSON"},
        {"[]", "not a JSON object"},
        {"\"start\"", "not a JSON object"},
        {"null", "not a JSON object"},
        {"{}", "no command"},
        {R"({"command":1})", "command is not a string"},
        {R"({"command":"erase"})", "unknown command \"erase\""},
        {R"({"command":"start","foo":1})", "unknown key \"foo\""},
        {R"({"command":"start","text":"x"})", "unknown key \"text\""},
        {R"({"command":"start","follow":true})", "unknown key \"follow\""},
        {R"({"command":"mark","text":5})", "text is not a string"},
        {R"({"command":"mark","text":"a\u0000b"})", "control character"},
        {R"({"command":"mark","text":"a\nb"})", "control character"},
        {R"({"command":"status","follow":1})", "follow is not true or false"},
        {R"({"command":"mark","text":["x"]})", "nested"},
        {R"({"command":{"command":"start"}})", "nested"},
        {R"({"command":"start","name":5})", "name is not a string"},
        {R"({"command":"start","name":""})", "name: it is empty"},
        {R"({"command":"start","name":"a/b"})", "name: it has other characters"},
        {R"({"command":"start","name":"..\u0000"})", "name: it has other characters"},
        {R"({"command":"stop","name":"x"})", "unknown key \"name\""},
        {R"({"command":"start","notes":"a=b"})", "notes is not an object"},
        {R"({"command":"start","notes":["a"]})", "nested"},
        {R"({"command":"start","notes":{"a":1}})", "a note is not a string"},
        {R"({"command":"start","notes":{"a":{"b":"c"}}})", "nested"},
        {R"({"command":"start","notes":{"a":["b"]}})", "nested"},
        {R"({"command":"start","notes":{"a b":"c"}})", "note a b: its key has other characters"},
        {R"({"command":"start","notes":{"a":"\u001b"}})", "note a: it has a control character"},
        {R"({"command":"stop","notes":{"a":"b"}})", "unknown key \"notes\""},
        {R"({"command":"start","words":{"a":"b"}})", "nested"},
    };
    for (const auto& [line, reason] : rows)
        EXPECT_NE(why_refused(line).find(reason), std::string::npos)
            << line << " -> " << why_refused(line);
}

TEST(Protocol, TheBoundsAreExact) {
    const auto mark = [](std::size_t bytes) {
        return R"({"command":"mark","text":")" + std::string(bytes, 'x') + "\"}";
    };
    EXPECT_EQ(parse_request(mark(max_text_bytes)).text.size(), max_text_bytes);
    const auto name = [](std::size_t bytes) {
        return R"({"command":"start","name":")" + std::string(bytes, 'x') + "\"}";
    };
    EXPECT_EQ(parse_request(name(64)).words.name.size(), 64u);
    EXPECT_NE(why_refused(name(65)).find("name: it has 65 characters"), std::string::npos);
    EXPECT_NE(why_refused(mark(max_text_bytes + 1))
                  .find("mark: the label has 1001 bytes; 1000 are allowed"),
              std::string::npos);

    const std::string stop = R"({"command":"stop"})";
    const auto padded = [&](std::size_t bytes) {
        return stop + std::string(bytes - stop.size(), ' ');
    };
    EXPECT_EQ(parse_request(padded(max_request_bytes)).order, Order::stop);
    EXPECT_NE(why_refused(padded(max_request_bytes + 1)).find("longer than 16384"),
              std::string::npos);
}

TEST(Protocol, ATowerOfBracketsIsRefusedAtItsFirstStep) {
    EXPECT_NE(why_refused(std::string(max_request_bytes, '[')).find("nested"), std::string::npos);
}

TEST(Protocol, NoMutationOfARequestDoesMoreThanBeRefused) {
    std::mt19937 random(20261121); // the same lines every time
    const std::string valid = R"({"command":"status","follow":true})";
    int understood = 0;
    for (int i = 0; i < 20000; ++i) {
        std::string line = valid;
        for (auto edits = random() % 4; edits > 0; --edits)
            line[random() % line.size()] = static_cast<char>(random());
        understood += why_refused(line).empty() ? 1 : 0; // anything but an Error fails the test
    }
    EXPECT_GT(understood, 4000);  // a quarter is not edited at all
    EXPECT_LT(understood, 10000); // most edits matter
}

TEST(Protocol, TextThatIsNotUtf8IsNotSent) {
    EXPECT_THROW(to_line(Request{Order::mark, "\xff", {}}), Error);
}

TEST(Protocol, ARefusalIsOneLineWhateverItQuotes) {
    const std::string line = to_line(refusal("a\nb: \xff"));
    EXPECT_EQ(line.find('\n'), line.size() - 1);
    const auto object = nlohmann::json::parse(line);
    EXPECT_EQ(object["ok"], false);
    EXPECT_EQ(object["error"], "a\nb: \xEF\xBF\xBD");
}

} // namespace
} // namespace redstart
