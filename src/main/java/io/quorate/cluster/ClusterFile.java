package io.quorate.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.InvalidConfigurationException;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.config.XmlConfigBuilder;
import io.quorate.core.model.MemberId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/** Reads Hazelcast's configuration file and refuses one that would not make the cluster that members count on. Blocks. */
final class ClusterFile {
    /** The member attribute by which members know each other. */
    static final String ID_ATTRIBUTE = "quorate.id";

    /** The member attribute by which Vert.x knows its nodes. */
    private static final String NODE_ATTRIBUTE = "__vertx.nodeId";

    private static final String SUBSCRIPTIONS = "__vertx.subs";
    private static final String NODES = "__vertx.nodeInfo";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]*)}");

    private final Path file;
    private final ClusterOptions options;

    private ClusterFile(ClusterOptions options) {
        this.file = options.file();
        this.options = options;
    }

    /**
     * The configuration for one start of Hazelcast.
     *
     * @throws ClusterFileException with every problem, if it cannot be used
     */
    static Config read(ClusterOptions options, MemberId self) {
        Config config = new ClusterFile(options).checked();
        config.getMemberAttributeConfig().setAttribute(ID_ATTRIBUTE, self.value());
        // A new one each time: what the others hold of an earlier life of ours must not be taken for this one.
        config.getMemberAttributeConfig()
                .setAttribute(NODE_ATTRIBUTE, UUID.randomUUID().toString());
        config.setProperty("hazelcast.shutdownhook.enabled", "false");
        return config;
    }

    private Config checked() {
        String text = text();
        Properties placeholders = options.placeholders();
        List<String> problems = new ArrayList<>();
        for (String name : placeholdersIn(text)) {
            if (placeholders.getProperty(name) == null) {
                problems.add("${" + name + "} has no value (expected: quorate.cluster.host, .port, .members, or -D)");
            }
        }
        refuse(problems);
        Config config = parsed(text, placeholders);
        checkNetwork(config.getNetworkConfig(), problems);
        checkMaps(config, problems);
        if (config.getAdvancedNetworkConfig().isEnabled()) {
            problems.add("advanced-network: enabled (expected: network)");
        }
        refuse(problems);
        return config;
    }

    private String text() {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new ClusterFileException(file + ": cannot be read, " + e + " (expected: Hazelcast's XML, UTF-8)", e);
        }
    }

    private static Set<String> placeholdersIn(String text) {
        Set<String> names = new LinkedHashSet<>();
        for (Matcher matcher = PLACEHOLDER.matcher(text); matcher.find(); ) {
            names.add(matcher.group(1));
        }
        return names;
    }

    /** Hazelcast's parser tells what is not XML at all on standard error before it throws: found here it is told once. */
    private void checkXml(String text) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new DefaultHandler());
            builder.parse(new InputSource(new StringReader(text)));
        } catch (SAXParseException e) {
            throw new ClusterFileException(
                    file + ": line " + e.getLineNumber() + ": " + e.getMessage() + " (expected: well-formed XML)", e);
        } catch (SAXException | IOException | ParserConfigurationException e) {
            throw new ClusterFileException(file + ": " + e.getMessage() + " (expected: well-formed XML)", e);
        }
    }

    private Config parsed(String text, Properties placeholders) {
        checkXml(text);
        try {
            return new XmlConfigBuilder(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
                    .setProperties(placeholders)
                    .build();
        } catch (InvalidConfigurationException | IllegalArgumentException e) {
            throw new ClusterFileException(
                    file + ": " + e.getMessage() + " (expected: Hazelcast 5.3 configuration in XML)", e);
        }
    }

    private void checkNetwork(NetworkConfig network, List<String> problems) {
        if (network.getPort() != options.port() || network.isPortAutoIncrement()) {
            String increment = network.isPortAutoIncrement() ? " with auto-increment" : "";
            problems.add("network/port: " + network.getPort() + increment
                    + " (expected: ${quorate.cluster.port}, auto-increment=\"false\")");
        }
        if (network.getJoin().getMulticastConfig().isEnabled()) {
            problems.add("network/join/multicast: enabled (expected: enabled=\"false\")");
        }
        if (network.getJoin().getAutoDetectionConfig().isEnabled()) {
            problems.add("network/join/auto-detection: enabled (expected: enabled=\"false\")");
        }
        if (!network.getInterfaces().isEnabled()
                || !network.getInterfaces().getInterfaces().contains(options.host())) {
            problems.add("network/interfaces: not " + options.host()
                    + " (expected: enabled=\"true\" with ${quorate.cluster.host})");
        }
    }

    private static void checkMaps(Config config, List<String> problems) {
        if (!config.getMultiMapConfigs().containsKey(SUBSCRIPTIONS)) {
            problems.add("multimap " + SUBSCRIPTIONS + ": absent (expected: as in the cluster.xml that comes with us)");
        }
        if (!config.getMapConfigs().containsKey(NODES)) {
            problems.add("map " + NODES + ": absent (expected: as in the cluster.xml that comes with us)");
        }
    }

    private void refuse(List<String> problems) {
        if (!problems.isEmpty()) {
            throw new ClusterFileException(file + ": " + String.join("; ", problems));
        }
    }
}
