create table if not exists settlement (
    order_id varchar(40) primary key,
    amount decimal(7, 2) not null,
    customer varchar(80) not null,
    reference varchar(60) not null,
    settled_at timestamp with time zone not null
);
