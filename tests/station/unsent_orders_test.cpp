// No order that ends a take is lost, whatever room the deck has.
#include "station/unsent_orders.hpp"

#include <gtest/gtest.h>

#include <string>

namespace redstart {
namespace {

TEST(UnsentOrders, GoAtOnceWhereThereIsRoom) {
    UnsentOrders orders;
    int sent = 0;
    orders.insist([&] { return ++sent > 0; });
    EXPECT_EQ(sent, 1);
    EXPECT_TRUE(orders.is_empty());
    orders.send();
    EXPECT_EQ(sent, 1) << "once";
}

TEST(UnsentOrders, WaitForRoomAndGoInTheirOrder) {
    UnsentOrders orders;
    int room = 0;
    std::string sent;
    for (const char name : {'a', 'b', 'c'})
        orders.insist([&, name] {
            if (room == 0) return false;
            --room;
            sent += name;
            return true;
        });
    EXPECT_FALSE(orders.is_empty());
    room = 2;
    orders.send();
    EXPECT_EQ(sent, "ab");
    EXPECT_FALSE(orders.is_empty());
    room = 2;
    orders.send();
    EXPECT_EQ(sent, "abc");
    EXPECT_TRUE(orders.is_empty());
}

} // namespace
} // namespace redstart
