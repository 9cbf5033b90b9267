package io.quorate.discovery.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.model.net.IpLiteral;
import java.util.List;
import org.junit.jupiter.api.Test;

class AddressesTest {
    private static final Answer FOUR = records("192.0.2.1");
    private static final Answer SIX = records("2001:db8::1");
    private static final Answer NO_NAME = new Answer.Missing(false);
    private static final Answer NO_RECORD = new Answer.Missing(true);
    private static final Answer BROKEN = new Answer.Broken("server failure", false);
    private static final Answer SILENT = new Answer.Broken("no answer", true);

    @Test
    void aRecordsAreTakenWhateverElseThereIs() {
        for (Answer other : List.of(SIX, NO_NAME, NO_RECORD, BROKEN)) {
            assertThat(Addresses.chosen(FOUR, other)).isEqualTo(FOUR);
        }
    }

    @Test
    void otherwiseAaaaRecordsAre() {
        assertThat(Addresses.chosen(NO_RECORD, SIX)).isEqualTo(SIX);
    }

    @Test
    void ifOneFamilyIsNotKnownAndTheOtherIsEmptyNothingIsKnown() {
        assertThat(Addresses.chosen(BROKEN, NO_RECORD)).isEqualTo(BROKEN);
        assertThat(Addresses.chosen(NO_RECORD, SILENT)).isEqualTo(SILENT);
    }

    @Test
    void aFlawOfDnsMovesNobodyFromIpv4ToIpv6() {
        assertThat(Addresses.chosen(SILENT, SIX)).isEqualTo(SILENT);
    }

    @Test
    void aNameExistsIfEitherSaysSo() {
        assertThat(Addresses.chosen(NO_RECORD, NO_NAME)).isEqualTo(NO_RECORD);
        assertThat(Addresses.chosen(NO_NAME, NO_RECORD)).isEqualTo(NO_RECORD);
        assertThat(Addresses.chosen(NO_NAME, NO_NAME)).isEqualTo(NO_NAME);
    }

    private static Answer records(String address) {
        Entry.Data data = new Entry.Address(IpLiteral.addressOf(address).orElseThrow());
        return new Answer.Records(List.of(new Entry("shop.test.", 1, data)), List.of(), 1);
    }
}
