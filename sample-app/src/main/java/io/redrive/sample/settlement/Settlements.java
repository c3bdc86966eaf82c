package io.redrive.sample.settlement;

import io.redrive.sample.orders.Order;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The settled orders, one row each. */
@Repository
public class Settlements {

    private final JdbcClient database;

    Settlements(JdbcClient database) {
        this.database = database;
    }

    /**
     * Records that an order is settled. A record that is delivered twice leads here twice, and the second time nothing
     * happens: the key of the table decides, not a look before the insert, so two deliveries at once are no problem either.
     *
     * @return whether it was recorded now; false if it had been before
     */
    public boolean add(Order order, String reference, Instant settledAt) {
        try {
            database.sql("""
                            insert into settlement (order_id, amount, customer, reference, settled_at)
                            values (?, ?, ?, ?, ?)""")
                    .params(order.id(), order.amount(), order.customer(), reference, settledAt.atOffset(ZoneOffset.UTC))
                    .update();
            return true;
        } catch (DuplicateKeyException e) {
            return false;
        }
    }

    /** Returns the ids of the settled orders, one per row. */
    public List<String> orderIds() {
        return database.sql("select order_id from settlement order by order_id")
                .query(String.class)
                .list();
    }
}
