package io.quorate.discovery.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SearchListTest {
    private static final SearchList POD = SearchList.of(List.of(
            "nameserver 10.96.0.10",
            "search prod.svc.cluster.local svc.cluster.local cluster.local",
            "options ndots:5"));

    @Test
    void aNameWithFewDotsIsTriedWithEachDomainAndThenAsItStands() {
        assertThat(POD.candidates("shop.prod"))
                .containsExactly(
                        "shop.prod.prod.svc.cluster.local.",
                        "shop.prod.svc.cluster.local.",
                        "shop.prod.cluster.local.",
                        "shop.prod.");
    }

    @Test
    void aNameWithManyDotsIsTriedAsItStandsFirst() {
        SearchList two = new SearchList(List.of("a.test", "b.test."), 2);
        assertThat(two.candidates("x.y.z")).containsExactly("x.y.z.", "x.y.z.a.test.", "x.y.z.b.test.");
        assertThat(two.candidates("x.y")).containsExactly("x.y.a.test.", "x.y.b.test.", "x.y.");
    }

    @Test
    void aNameThatEndsInADotIsTriedNoOtherWay() {
        assertThat(POD.candidates("shop.prod.")).containsExactly("shop.prod.");
    }

    @Test
    void withoutDomainsANameIsTriedAsItStands() {
        assertThat(SearchList.NONE.candidates("shop")).containsExactly("shop.");
    }

    @Test
    void aDomainThatWouldMakeTheNameTooLongIsLeftOut() {
        SearchList list = new SearchList(List.of("a".repeat(63) + ".test", "b.test"), 5);
        String name = String.join(".", List.of("x".repeat(63), "y".repeat(63), "z".repeat(63)));
        assertThat(list.candidates(name)).containsExactly(name + ".b.test.", name + ".");
    }

    @Test
    void readsOneDotIfNothingIsSaid() {
        assertThat(SearchList.of(List.of("nameserver 192.0.2.1"))).isEqualTo(SearchList.NONE);
    }

    @Test
    void theLastOfDomainAndSearchHolds() {
        assertThat(SearchList.of(List.of("search a.test b.test", "domain c.test"))
                        .domains())
                .containsExactly("c.test");
        assertThat(SearchList.of(List.of("domain c.test", "search a.test\tb.test "))
                        .domains())
                .containsExactly("a.test", "b.test");
    }

    @Test
    void passesOverWhatItDoesNotKnow() {
        SearchList list = SearchList.of(List.of(
                "# search no.test",
                "; domain no.test",
                "",
                "  ",
                "search",
                "options",
                "options edns0 ndots:x ndots:3 trust-ad"));
        assertThat(list).isEqualTo(new SearchList(List.of(), 3));
    }

    @Test
    void manyDotsAreFifteenAsElsewhere() {
        assertThat(SearchList.of(List.of("options ndots:99")).ndots()).isEqualTo(15);
        assertThat(SearchList.of(List.of("options ndots:0")).ndots()).isZero();
    }
}
