package io.quorate.discovery.dns;

import io.netty.resolver.DefaultHostsFileEntriesResolver;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsServerAddressStream;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.DnsServerAddressStreamProviders;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How names are looked up on this machine.
 *
 * @param servers who is asked for a name, in this order
 * @param hosts what the machine itself knows of a name, from {@code /etc/hosts}; empty if nothing
 */
record Machine(
        Function<String, List<InetSocketAddress>> servers,
        SearchList search,
        Function<String, List<InetAddress>> hosts) {
    private static final Logger LOG = LoggerFactory.getLogger(Machine.class);
    private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");

    /**
     * This one. The search list and {@code /etc/hosts} are read now, the servers again whenever Netty thinks that they may have
     * changed (5 minutes). Reads files.
     */
    static Machine here() {
        DnsServerAddressStreamProvider provider = DnsServerAddressStreamProviders.platformDefault();
        DefaultHostsFileEntriesResolver file = new DefaultHostsFileEntriesResolver();
        return new Machine(
                name -> list(provider.nameServerAddressStream(name)),
                searchList(),
                name -> known(file.addresses(name, ResolvedAddressTypes.IPV4_PREFERRED)));
    }

    /** One that asks only these, for the name as it stands. */
    static Machine asking(List<InetSocketAddress> servers) {
        return new Machine(name -> servers, SearchList.NONE, name -> List.of());
    }

    private static List<InetAddress> known(@Nullable List<InetAddress> addresses) {
        return addresses == null ? List.of() : addresses;
    }

    private static List<InetSocketAddress> list(DnsServerAddressStream stream) {
        List<InetSocketAddress> servers = new ArrayList<>();
        for (int i = 0; i < stream.size(); i++) {
            servers.add(stream.next());
        }
        return List.copyOf(servers);
    }

    private static SearchList searchList() {
        try {
            return SearchList.of(Files.readAllLines(RESOLV_CONF));
        } catch (IOException e) {
            LOG.info("event=no_search_list file={} reason=\"{}\"", RESOLV_CONF, e.toString());
            return SearchList.NONE;
        }
    }
}
