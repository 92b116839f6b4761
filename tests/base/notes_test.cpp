// Notes of a take: what they take, and what they say of the rest.
#include "base/notes.hpp"

#include <gtest/gtest.h>

namespace redstart {
namespace {

/// What is said where a note is refused; empty where it is not.
std::string refusal_of(const std::string& note, Notes notes = {}) {
    try {
        notes.add(note);
        return {};
    } catch (const Error& error) {
        return error.what();
    }
}

TEST(Notes, AreReadAsKeyAndTextAtTheFirstEqualsSign) {
    Notes notes;
    notes.add("speaker=alice");
    notes.add("text=a = b, \"quoted\"");
    notes.add("empty=");
    notes.add("ort=M\xC3\xBCnchen");
    ASSERT_EQ(notes.size(), 4u);
    EXPECT_EQ(notes.all().at("speaker"), "alice");
    EXPECT_EQ(notes.all().at("text"), "a = b, \"quoted\"");
    EXPECT_EQ(notes.all().at("empty"), "");
    EXPECT_EQ(notes.all().at("ort"), "M\xC3\xBCnchen");
}

TEST(Notes, SayOfARefusedOneWhichWhyAndWhatToDo) {
    EXPECT_EQ(refusal_of("speaker"), "note speaker: it has no =; write it like speaker=alice");
    EXPECT_EQ(refusal_of("=alice"), "note: it has no key; write it like speaker=alice");
    EXPECT_EQ(refusal_of("the speaker=x"), "note the speaker: its key has other characters than "
                                           "letters, digits, - and _; leave them out");
    EXPECT_EQ(refusal_of(std::string(33, 'k') + "=x"),
              "note " + std::string(32, 'k') +
                  ": its key has 33 characters; make it no longer than 32");
    EXPECT_EQ(refusal_of("k=" + std::string(257, 'x')),
              "note k: it has 257 bytes; make it no longer than 256");
    Notes one;
    one.add("k=1");
    EXPECT_EQ(refusal_of("k=2", one), "note k: it is given twice; leave one of them out");
}

TEST(Notes, TakeAllThatIsWithinTheBounds) {
    EXPECT_EQ(refusal_of(std::string(32, 'k') + "=x"), "");
    EXPECT_EQ(refusal_of("k=" + std::string(256, 'x')), "");
    EXPECT_EQ(refusal_of("Az09-_=x"), "");
    EXPECT_EQ(refusal_of("k=\xF0\x9F\x8E\xA4"), "");
}

TEST(Notes, RefuseWhatIsNoPlainTextOfUtf8) {
    for (const std::string text : {"\n", "\x1b[31m", "\x7f", "\xC2\x9B", "\xFF", "\xC0\xAF",
                                   "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xC3"})
        EXPECT_EQ(refusal_of("k=a" + text), "note k: it has a control character, or is not UTF-8; "
                                            "write it as one line of text");
    EXPECT_NE(refusal_of(std::string("k=a\0b", 5)), "");
}

TEST(Notes, AreNoMoreThanThirtyTwo) {
    Notes notes;
    for (std::size_t i = 0; i < Notes::most; ++i) notes.add("k" + std::to_string(i) + "=x");
    EXPECT_EQ(refusal_of("more=x", notes), "note more: there are 32 notes already; leave some out");
    EXPECT_FALSE(notes.try_set("more", "x"));
    EXPECT_TRUE(notes.try_set("k7", "another")) << "one that is there may change";
    EXPECT_EQ(notes.all().at("k7"), "another");
    EXPECT_EQ(notes.size(), Notes::most);
}

TEST(Notes, OfNobodyAreLeftOutRatherThanThrown) {
    Notes notes;
    EXPECT_FALSE(notes.try_set("a key", "x"));
    EXPECT_FALSE(notes.try_set("k", "\x1b"));
    EXPECT_TRUE(notes.empty());
}

} // namespace
} // namespace redstart
