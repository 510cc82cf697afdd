/* What kind of place an address is, what rules say, and how URLs are read. */
#include "base/test.h"
#include "target.h"

#include <ifaddrs.h>

static enum place_kind kind_of(const char *text)
{
    struct address a;
    if (!address_read(str_of(text), &a))
        CHECK_FAIL("%s is not read", text);
    return address_kind(&a);
}

TEST(every_special_range_is_known_and_its_neighbours_are_public)
{
    static const struct {
        const char *address;
        enum place_kind kind;
    } rows[] = {
        { "8.8.8.8", PLACE_PUBLIC },
        { "9.255.255.255", PLACE_PUBLIC },
        { "10.0.0.0", PLACE_PRIVATE },
        { "10.255.255.255", PLACE_PRIVATE },
        { "11.0.0.0", PLACE_PUBLIC },
        { "172.15.255.255", PLACE_PUBLIC },
        { "172.16.0.0", PLACE_PRIVATE },
        { "172.31.255.255", PLACE_PRIVATE },
        { "172.32.0.0", PLACE_PUBLIC },
        { "192.168.0.1", PLACE_PRIVATE },
        { "192.167.255.255", PLACE_PUBLIC },
        { "100.63.255.255", PLACE_PUBLIC },
        { "100.64.0.0", PLACE_PRIVATE },
        { "100.127.255.255", PLACE_PRIVATE },
        { "100.128.0.0", PLACE_PUBLIC },
        { "127.0.0.1", PLACE_LOOPBACK },
        { "127.255.255.254", PLACE_LOOPBACK },
        { "0.0.0.0", PLACE_LOOPBACK },
        { "169.254.169.254", PLACE_LINK_LOCAL },
        { "168.63.129.16", PLACE_METADATA },
        { "100.100.100.200", PLACE_METADATA },
        { "224.0.0.1", PLACE_SPECIAL },
        { "255.255.255.255", PLACE_SPECIAL },
        { "198.18.0.1", PLACE_SPECIAL },
        { "::1", PLACE_LOOPBACK },
        { "::", PLACE_LOOPBACK },
        { "fe80::1", PLACE_LINK_LOCAL },
        { "fd00::1", PLACE_PRIVATE },
        { "fd00:ec2::254", PLACE_METADATA },
        { "ff02::1", PLACE_SPECIAL },
        { "2001:db8::1", PLACE_SPECIAL },
        { "2606:4700::1", PLACE_PUBLIC },
        { "4000::1", PLACE_SPECIAL },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (kind_of(rows[i].address) != rows[i].kind)
            CHECK_FAIL("%s is %s", rows[i].address, place_kind_name(kind_of(rows[i].address)));
}

TEST(an_address_inside_another_is_what_the_inner_one_is)
{
    CHECK_INT(kind_of("::ffff:10.1.2.3"), PLACE_PRIVATE);
    CHECK_INT(kind_of("::ffff:127.0.0.1"), PLACE_LOOPBACK);
    CHECK_INT(kind_of("::ffff:8.8.8.8"), PLACE_PUBLIC);
    CHECK_INT(kind_of("::10.1.2.3"), PLACE_PRIVATE);
    CHECK_INT(kind_of("64:ff9b::a9fe:a9fe"), PLACE_LINK_LOCAL);
    CHECK_INT(kind_of("64:ff9b::808:808"), PLACE_PUBLIC);
    CHECK_INT(kind_of("64:ff9b:1::808:808"), PLACE_PRIVATE);
    CHECK_INT(kind_of("2002:7f00:1::"), PLACE_LOOPBACK);
    CHECK_INT(kind_of("2002:c0a8:101::1"), PLACE_PRIVATE);
    /* Teredo: the client's address, inverted, at the end: 192.168.1.1 */
    CHECK_INT(kind_of("2001:0:1:2:3:4:3f57:fefe"), PLACE_PRIVATE);
}

TEST(addresses_and_networks_are_read_strictly)
{
    struct address a;
    struct network n;
    static const char *const no_addresses[] = { "",           "127.1",      "0177.0.0.1",
                                                "0x7f000001", "2130706433", "1.2.3.4 ",
                                                "1.2.3.4.5",  "::1%lo",     "[::1]",
                                                "1.2.3.256" };
    for (size_t i = 0; i < COUNT_OF(no_addresses); i++)
        CHECK(!address_read(str_of(no_addresses[i]), &a));
    CHECK(network_read(STR("10.0.0.0/8"), &n) && n.bits == 104);
    CHECK(network_read(STR("fd00::/8"), &n) && n.bits == 8);
    CHECK(network_read(STR("0.0.0.0/0"), &n) && n.bits == 96);
    static const char *const no_networks[] = { "10.0.0.1/8",  "10.0.0.0/33", "10.0.0.0/", "/8",
                                               "10.0.0.0/-1", "fd00::/129",  "fd00::1/8" };
    for (size_t i = 0; i < COUNT_OF(no_networks); i++)
        CHECK(!network_read(str_of(no_networks[i]), &n));
}

/* --- rules --- */

static struct err *ask(const char *rules, const char *host, const char *address, uint16_t port)
{
    owned(egress) struct egress *e = NULL;
    struct address a;
    TRY(egress_new(str_of(rules), &e));
    TRY(egress_check_name(e, str_of(host), port));
    if (!address)
        return NULL;
    CHECK(address_read(str_of(address), &a));
    return egress_check_address(e, str_of(host), &a, port);
}

TEST(without_a_rule_nothing_is_reached)
{
    CHECK_REASON("egress_denied", ask("", "example.com", NULL, 443));
    CHECK_REASON("egress_denied", ask("deny *", "example.com", NULL, 443));
}

TEST(a_star_opens_what_is_public_and_nothing_else)
{
    CHECK_OK(ask("allow *", "example.com", "93.184.216.34", 443));
    static const char *const closed[] = { "10.1.2.3",      "127.0.0.1", "169.254.169.254",
                                          "::1",           "fd00::1",   "::ffff:127.0.0.1",
                                          "168.63.129.16", "0.0.0.0" };
    for (size_t i = 0; i < COUNT_OF(closed); i++)
        CHECK_REASON("egress_denied", ask("allow *", "example.com", closed[i], 443));
}

TEST(a_name_opens_its_host_at_its_port)
{
    const char *rules = "allow api.example.com:443\nallow *.example.org\n";
    CHECK_OK(ask(rules, "api.example.com", "93.184.216.34", 443));
    CHECK_REASON("egress_denied", ask(rules, "api.example.com", NULL, 80));
    CHECK_REASON("egress_denied", ask(rules, "example.com", NULL, 443));
    CHECK_REASON("egress_denied", ask(rules, "xapi.example.com", NULL, 443));
    CHECK_OK(ask(rules, "a.b.example.org", "93.184.216.34", 80));
    CHECK_REASON("egress_denied", ask(rules, "example.org", NULL, 80));
    CHECK_REASON("egress_denied", ask(rules, "evilexample.org", NULL, 80));
    CHECK_REASON("egress_denied", ask(rules, "api.example.com", "10.0.0.1", 443));
}

TEST(only_a_network_opens_what_is_not_public)
{
    const char *rules = "allow 10.1.0.0/16:5432\nallow [fd00::7]:80";
    CHECK_OK(ask(rules, "10.1.2.3", "10.1.2.3", 5432));
    CHECK_OK(ask(rules, "db.internal", "10.1.2.3", 5432));
    CHECK_REASON("egress_denied", ask(rules, "10.1.2.3", NULL, 80));
    CHECK_REASON("egress_denied", ask(rules, "10.2.0.1", NULL, 5432));
    CHECK_OK(ask(rules, "fd00::7", "fd00::7", 80));
    CHECK_REASON("egress_denied", ask(rules, "db.internal", "93.184.216.34", 5432));
}

TEST(localhost_means_loopback_alone)
{
    CHECK_OK(ask("allow localhost:8080", "localhost", "127.0.0.1", 8080));
    CHECK_OK(ask("allow localhost:8080", "localhost", "::1", 8080));
    CHECK_REASON("egress_denied", ask("allow localhost:8080", "localhost", "10.0.0.1", 8080));
    CHECK_REASON("egress_denied", ask("allow localhost:8080", "localhost", "127.0.0.1", 80));
}

/* Where a proxy looks names up nobody sees an address. */
TEST(names_that_lead_inside_are_known_without_looking_them_up)
{
    static const char *const names[] = { "localhost",       "pith.localhost",
                                         "instance-data",   "metadata.google.internal",
                                         "a.b.c.localhost", "instance-data.ec2.internal" };
    for (size_t i = 0; i < COUNT_OF(names); i++)
        CHECK_REASON("egress_denied", ask("allow *", names[i], NULL, 80));
    CHECK_OK(ask("allow localhost", "localhost", NULL, 80));
    CHECK_OK(ask("allow [::1]:80", "localhost", "::1", 80));
    CHECK_REASON("egress_denied", ask("allow localhost\n9 deny @here:80", "localhost", NULL, 80));
    CHECK_OK(ask("allow 169.254.169.254", "metadata.google.internal", NULL, 80));
    CHECK_OK(ask("allow *", "notlocalhost", NULL, 80));
}

TEST(a_network_that_is_shut_is_shut_in_every_spelling)
{
    static const char *const same[] = { "93.184.216.34", "::ffff:93.184.216.34",
                                        "64:ff9b::5db8:d822", "2002:5db8:d822::1",
                                        "::93.184.216.34" };
    for (size_t i = 0; i < COUNT_OF(same); i++) {
        CHECK_REASON("egress_denied", ask("allow *\ndeny 93.184.216.0/24", same[i], NULL, 443));
        CHECK_REASON("egress_denied", ask("allow *\ndeny 93.184.216.0/24", "a.test", same[i], 443));
    }
}

TEST(deny_wins_within_a_priority_and_the_highest_priority_decides)
{
    CHECK_REASON("egress_denied", ask("allow *\ndeny evil.test", "evil.test", "93.184.216.34", 80));
    CHECK_OK(ask("allow *\ndeny evil.test", "good.test", "93.184.216.34", 80));
    CHECK_OK(ask("deny *\n5 allow good.test", "good.test", "93.184.216.34", 80));
    CHECK_REASON("egress_denied", ask("5 allow *\n9 deny *:25", "good.test", "93.184.216.34", 25));
    CHECK_REASON("egress_denied",
                 ask("allow 127.0.0.0/8\n100 deny 127.0.0.0/8:8000", "127.0.0.1", NULL, 8000));
    CHECK_REASON("egress_denied",
                 ask("allow *\ndeny 93.184.0.0/16", "good.test", "93.184.216.34", 80));
}

/* However wide the allow is: with it a way back into pith is shut at each of its addresses. */
TEST(this_machine_is_known_by_all_its_addresses)
{
    const char *rules = "allow 0.0.0.0/0\nallow ::/0\n9 deny @here:8000";
    static const char *const ours[] = { "127.0.0.1",    "127.9.9.9",     "::1",
                                        "0.0.0.0",      "::ffff:7f00:1", "64:ff9b::7f00:1",
                                        "2002:7f00:1::" };
    for (size_t i = 0; i < COUNT_OF(ours); i++) {
        CHECK_REASON("egress_denied", ask(rules, "pith.test", ours[i], 8000));
        CHECK_REASON("egress_denied", ask(rules, ours[i], NULL, 8000));
        CHECK_OK(ask(rules, "pith.test", ours[i], 8001));
    }
    CHECK_OK(ask(rules, "pith.test", "10.1.2.3", 8000));
}

TEST(the_addresses_of_this_machines_cards_are_its_own)
{
    struct ifaddrs *all = NULL;
    CHECK(getifaddrs(&all) == 0);
    for (const struct ifaddrs *i = all; i; i = i->ifa_next) {
        struct address a;
        uint16_t port;
        if (i->ifa_addr && address_of(i->ifa_addr, &a, &port))
            CHECK(address_is_here(&a));
    }
    freeifaddrs(all);
}

TEST(a_rule_that_is_none_is_refused_by_name)
{
    static const char *const bad[] = { "permit *",         "allow",        "allow a:0",
                                       "allow a:99999",    "allow a b",    "x allow *",
                                       "allow 10.0.0.1/8", "allow *.*.com" };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        owned(egress) struct egress *e = NULL;
        CHECK_ERR(ERR_INVALID, egress_new(str_of(bad[i]), &e));
    }
}

/* --- URLs --- */

static struct err *read_url(const char *url, struct arena *a, struct target *out)
{
    arena_init(a, 1 * MIB);
    return target_read(str_of(url), a, out);
}

TEST(what_a_url_begins_with_is_said)
{
    static const char *const urls[] = { "example.com", "example.com/page", "www.example.com:80/a" };
    for (size_t i = 0; i < COUNT_OF(urls); i++) {
        owned(arena) struct arena a;
        struct target t;
        owned(err) struct err *e = read_url(urls[i], &a, &t);
        CHECK(e && strstr(err_text(e), "http://"));
    }
}

TEST(a_host_has_one_form_however_it_is_spelled)
{
    static const struct {
        const char *url, *host;
        int port;
    } rows[] = {
        { "http://EXAMPLE.com./a#b", "example.com", 80 },
        { "https://b\xc3\xbc"
          "cher.test/",
          "xn--bcher-kva.test", 443 },
        { "http://127.1/", "127.0.0.1", 80 },
        { "http://0177.0.0.1/", "127.0.0.1", 80 },
        { "http://0x7f.0.0.1/", "127.0.0.1", 80 },
        { "http://2130706433/", "127.0.0.1", 80 },
        { "http://%31%32%37.0.0.1/", "127.0.0.1", 80 },
        { "http://\xef\xbc\x91\xef\xbc\x92\xef\xbc\x97.0.0.1/", "127.0.0.1", 80 },
        { "http://127\xe3\x80\x82"
          "0.0.1:81/",
          "127.0.0.1", 81 },
        { "http://[::ffff:127.0.0.1]/", "127.0.0.1", 80 },
        { "http://[0:0:0:0:0:0:0:1]:8080/", "::1", 8080 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        owned(arena) struct arena a;
        struct target t;
        CHECK_OK(read_url(rows[i].url, &a, &t));
        if (!str_eq(t.host, str_of(rows[i].host)) || t.port != rows[i].port)
            CHECK_FAIL("%s leads to %.*s:%u", rows[i].url, STR_ARGS(t.host), t.port);
    }
}

TEST(what_is_fetched_is_what_was_read)
{
    owned(arena) struct arena a;
    struct target t;
    CHECK_OK(read_url("HTTP://ExAmple.com:80/a/../b?q=1&x=%20#frag", &a, &t));
    CHECK_STR(t.url, "http://example.com/b?q=1&x=%20");
}

TEST(urls_that_are_read_in_two_ways_are_refused)
{
    static const char *const bad[] = {
        "http://good.test@evil.test/",
        "http://good.test:80@evil.test/",
        "http://user:pw@good.test/",
        "http://good.test\\@evil.test/",
        "http://good.test /",
        "http://good.test\t/",
        "http:///x",
        "good.test",
        "//good.test/",
        "http://",
        "",
        "http://[::1%25lo]/",
        "http://a..b/",
        "http://good.test:99999/",
        "http://good.test:0x50/",
        "http://exa mple.com/",
        "http://good.test\r\nHost: evil.test/",
        "http://[::1/",
        "http://*.test/",
    };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        owned(arena) struct arena a;
        struct target t;
        owned(err) struct err *e = read_url(bad[i], &a, &t);
        if (err_kind(e) != ERR_INVALID)
            CHECK_FAIL("'%s' is read as %.*s", bad[i], e ? 0 : STR_ARGS(t.host));
    }
}

TEST(other_schemes_are_not_fetched)
{
    static const char *const bad[] = { "file:///etc/passwd",  "ftp://good.test/",
                                       "gopher://good.test/", "dict://good.test:11211/",
                                       "data:text/plain,x",   "ldap://a/",
                                       "javascript:alert(1)", "smb://a/b",
                                       "telnet://a" };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        owned(arena) struct arena a;
        struct target t;
        owned(err) struct err *e = read_url(bad[i], &a, &t);
        if (err_kind(e) != ERR_UNSUPPORTED && err_kind(e) != ERR_INVALID)
            CHECK_FAIL("%s is read", bad[i]);
    }
}
