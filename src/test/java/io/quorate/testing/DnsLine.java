package io.quorate.testing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.util.NetUtil;
import java.nio.charset.StandardCharsets;

/**
 * One record as in a zone file.
 *
 * @param owner empty: the name that was asked for
 * @param data an address, a name, {@code priority weight port target} for SRV, or {@code #} and hex digits
 */
public record DnsLine(String owner, DnsRecordType type, long ttl, String data) {
    DnsRecord record(String asked) {
        return new DefaultDnsRawRecord(owner.isEmpty() ? asked : owner, type, ttl, content());
    }

    /** About how many bytes it takes in a message. */
    int size(String asked) {
        return (owner.isEmpty() ? asked : owner).length() + 12 + data.length();
    }

    private ByteBuf content() {
        if (data.startsWith("#")) {
            return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(data.substring(1)));
        }
        if (type.equals(DnsRecordType.A) || type.equals(DnsRecordType.AAAA)) {
            return Unpooled.wrappedBuffer(NetUtil.createByteArrayFromIpAddressString(data));
        }
        ByteBuf content = Unpooled.buffer();
        String[] words = data.split(" ", -1);
        for (int i = 0; i < words.length - 1; i++) {
            content.writeShort(Integer.parseInt(words[i]));
        }
        for (String label : words[words.length - 1].split("\\.", -1)) {
            if (!label.isEmpty()) {
                content.writeByte(label.length());
                content.writeCharSequence(label, StandardCharsets.US_ASCII);
            }
        }
        return content.writeByte(0);
    }
}
