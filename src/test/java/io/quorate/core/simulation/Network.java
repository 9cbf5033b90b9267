package io.quorate.core.simulation;

import io.quorate.core.model.MemberId;
import io.quorate.core.view.Message;
import io.quorate.core.view.Pull;
import io.quorate.core.view.Pulse;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** Carries messages: late, twice, out of order or not at all. */
final class Network {
    /** How an ordinary network is. */
    static final Weather FAIR = new Weather(0, 0, Agenda.MILLI / 5, 2 * Agenda.MILLI);

    private final Agenda agenda;
    private final Dice dice;
    private final BiConsumer<MemberId, Message> receiver;
    private final Set<Link> cut = new HashSet<>();
    private final Map<MemberId, Weather> around = new HashMap<>();
    private Weather everywhere = FAIR;
    private long healedAt = Long.MIN_VALUE / 2;
    private int pulses;
    private int pulls;
    private int reports;

    Network(Agenda agenda, Dice dice, BiConsumer<MemberId, Message> receiver) {
        this.agenda = agenda;
        this.dice = dice;
        this.receiver = receiver;
    }

    /** @param loss share of messages that never arrive; {@code doubled} is the share of those that arrive twice */
    record Weather(double loss, double doubled, long soonest, long latest) {}

    private record Link(MemberId from, MemberId to) {}

    void weather(Weather weather) {
        everywhere = weather;
    }

    /** What it is like for all that one member sends and gets. */
    void weatherAround(MemberId member, Weather weather) {
        around.put(member, weather);
    }

    /** In this direction only. */
    void cut(MemberId from, MemberId to) {
        cut.add(new Link(from, to));
    }

    /** Whether some link was cut so long ago, or is. */
    boolean wasCut(long ago) {
        return !cut.isEmpty() || agenda.now() - healedAt < ago;
    }

    void heal() {
        healedAt = cut.isEmpty() ? healedAt : agenda.now();
        cut.clear();
        around.clear();
        everywhere = FAIR;
    }

    void send(MemberId to, Message message) {
        count(message);
        Weather weather = around.getOrDefault(message.from(), around.getOrDefault(to, everywhere));
        if (cut.contains(new Link(message.from(), to)) || dice.chance(weather.loss)) {
            return;
        }
        deliver(to, message, weather);
        if (dice.chance(weather.doubled)) {
            deliver(to, message, weather);
        }
    }

    /** How many pulses were sent, to one member each, since this was asked last. */
    int pulses() {
        int counted = pulses;
        pulses = 0;
        return counted;
    }

    /** How many pulls and reports were sent since this was asked last. */
    int others() {
        int counted = pulls + reports;
        pulls = 0;
        reports = 0;
        return counted;
    }

    private void deliver(MemberId to, Message message, Weather weather) {
        agenda.after(dice.nanos(weather.soonest, weather.latest), () -> receiver.accept(to, message));
    }

    private void count(Message message) {
        if (message instanceof Pulse) {
            pulses++;
        } else if (message instanceof Pull) {
            pulls++;
        } else {
            reports++;
        }
    }
}
