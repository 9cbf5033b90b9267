package io.quorate.app.health;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.quorate.core.control.Effects;
import io.quorate.core.control.status.MemberChange;
import io.quorate.core.control.status.Remaining;
import io.quorate.core.control.status.Transition;
import io.quorate.core.health.Abstention;
import io.quorate.core.model.MemberId;
import io.quorate.core.model.net.EndpointAddress;
import io.quorate.core.passive.Ejected;
import io.quorate.core.view.VerdictState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class JournalTest {
    private static final EndpointAddress ADDRESS = EndpointAddress.parse("127.0.0.1:9001");

    private final Logger logger = (Logger) LoggerFactory.getLogger(Journal.class);
    private final ListAppender<ILoggingEvent> heard = new ListAppender<>();
    private final Journal journal = new Journal(new HealthMetrics(new PrometheusRegistry()));

    @BeforeEach
    void listen() {
        logger.setLevel(Level.INFO);
        heard.start();
        logger.addAppender(heard);
    }

    @AfterEach
    void listenNoMore() {
        logger.detachAppender(heard);
        logger.setLevel(null);
    }

    @Test
    void warnsOfAVerdictThatTurnsToDownAndSaysWhatIsLeftOfEachUpstream() {
        turn(VerdictState.UP, VerdictState.DOWN, new Remaining("shop", 1, 0, 3), new Remaining("till", 2, 0, 4));

        assertThat(lines())
                .containsExactly("WARN event=verdict upstreams=shop,till address=127.0.0.1:9001 from=up to=down"
                        + " left=\"shop 1/3, till 2/4\" reason=\"it says 'no'\"");
    }

    @Test
    void tellsAsAnErrorThatNothingIsLeftOfAnUpstream() {
        turn(VerdictState.UP, VerdictState.DOWN, new Remaining("shop", 1, 0, 3), new Remaining("till", 0, 0, 1));

        assertThat(lines()).singleElement().asString().startsWith("ERROR event=verdict ");
    }

    @Test
    void doesNotCryOutAsLongAsAnEndpointIsNotKnownYet() {
        turn(VerdictState.PENDING, VerdictState.DOWN, new Remaining("shop", 0, 2, 3));

        assertThat(lines()).singleElement().asString().startsWith("WARN event=verdict ");
    }

    @Test
    void tellsAnUpstreamThatIsGoneByNowAsNothingOfNothing() {
        turn(VerdictState.UP, VerdictState.DOWN, new Remaining("shop", 0, 0, 0));

        assertThat(lines()).singleElement().asString().startsWith("WARN event=verdict ");
    }

    @Test
    void aVerdictThatTurnsToUpIsGoodNews() {
        turn(VerdictState.DOWN, VerdictState.UP, new Remaining("shop", 2, 0, 3));

        assertThat(lines()).singleElement().asString().startsWith("INFO event=verdict ");
    }

    @Test
    void warnsOfAnEjectionAndNotOfItsEnd() {
        tell(List.of(), List.of(), List.of(ejected(true), ejected(false)));

        assertThat(lines())
                .containsExactly(
                        "WARN event=ejection upstream=shop address=127.0.0.1:9001 level=1 reason=\"it fails\"",
                        "INFO event=readmission upstream=shop address=127.0.0.1:9001 level=1 reason=\"it fails\"");
    }

    @Test
    void warnsOfAMemberThatIsLostAndNotOfOthersThatChange() {
        MemberId member = new MemberId("b-1");
        tell(
                List.of(),
                List.of(
                        new MemberChange(member, "b", "ready", "lost"),
                        new MemberChange(member, "b", "lost", "ready"),
                        new MemberChange(member, "b", "draining", "leaving")),
                List.of());

        assertThat(lines())
                .containsExactly(
                        "WARN event=member member=b-1 name=b from=ready to=lost",
                        "INFO event=member member=b-1 name=b from=lost to=ready",
                        "INFO event=member member=b-1 name=b from=draining to=leaving");
    }

    @Test
    void warnsOfAPauseAndTellsWhenItIsOver() {
        List<Abstention> abstentions = List.of(
                new Abstention(true, Duration.ofNanos(4_213_456_789L)), new Abstention(false, Duration.ofSeconds(2)));
        journal.tell(new Effects.Happened(List.of(), List.of(), List.of(), List.of(), abstentions));

        assertThat(lines())
                .containsExactly(
                        "WARN event=paused lasted=4213ms abstaining=true", "INFO event=votes_again abstained=2s");
    }

    private void turn(VerdictState from, VerdictState to, Remaining... remaining) {
        Transition transition = new Transition(ADDRESS, from, to, "it says \"no\"", List.of(remaining));
        tell(List.of(transition), List.of(), List.of());
    }

    private void tell(List<Transition> transitions, List<MemberChange> members, List<Ejected> ejections) {
        journal.tell(new Effects.Happened(transitions, members, ejections, List.of(), List.of()));
    }

    private static Ejected ejected(boolean out) {
        return new Ejected("shop", ADDRESS, out, 1, "it fails");
    }

    private List<String> lines() {
        return heard.list.stream()
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
    }
}
