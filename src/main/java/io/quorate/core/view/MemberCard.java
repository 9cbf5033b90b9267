package io.quorate.core.view;

/**
 * How a member introduces itself.
 *
 * @param name what people call it
 * @param zone where it runs, empty if not said
 * @param address where it meets the other members, {@code host:port}; empty for a member on its own
 * @param admin where its admin API listens, {@code host:port}; empty while that is not known
 */
public record MemberCard(String name, String zone, String address, String admin, MemberState state) {
    /** The same member in another state. */
    public MemberCard in(MemberState next) {
        return new MemberCard(name, zone, address, admin, next);
    }
}
