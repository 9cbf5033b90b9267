package io.quorate.proxy.tls;

import io.netty.buffer.ByteBuf;
import io.netty.util.CharsetUtil;

/** The first message of a handshake, as far as we look into it ourselves (RFC 8446 section 4.1.2). */
final class ClientHello {
    private static final int RECORD_HEAD = 5;
    private static final int CLIENT_HELLO = 1;
    /** The length of the message, its version, and the random number. */
    private static final int UP_TO_SESSION_ID = 3 + 2 + 32;

    private static final int SERVER_NAME = 0;
    private static final int HOST_NAME = 0;

    private ClientHello() {}

    /**
     * The host name that is asked for (RFC 6066 section 3); empty if there is none, or if this is no such message, or none
     * that is whole.
     *
     * @param records from the first byte of the first record on; left as they are
     */
    static String requestedName(ByteBuf records) {
        try {
            return nameIn(records.slice().skipBytes(RECORD_HEAD));
        } catch (IndexOutOfBoundsException notWhole) {
            return "";
        }
    }

    private static String nameIn(ByteBuf message) {
        if (message.readUnsignedByte() != CLIENT_HELLO) {
            return "";
        }
        message.skipBytes(UP_TO_SESSION_ID);
        message.skipBytes(message.readUnsignedByte());
        message.skipBytes(message.readUnsignedShort()); // cipher suites
        message.skipBytes(message.readUnsignedByte()); // compression methods
        ByteBuf extensions = message.readSlice(message.readUnsignedShort());
        while (extensions.isReadable()) {
            int type = extensions.readUnsignedShort();
            ByteBuf extension = extensions.readSlice(extensions.readUnsignedShort());
            if (type == SERVER_NAME) {
                ByteBuf names = extension.readSlice(extension.readUnsignedShort());
                boolean host = names.readUnsignedByte() == HOST_NAME;
                return host
                        ? names.readCharSequence(names.readUnsignedShort(), CharsetUtil.US_ASCII)
                                .toString()
                        : "";
            }
        }
        return "";
    }
}
