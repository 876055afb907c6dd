using System.Globalization;
using Azure.Storage.Queues.Models;
using Plum.Standalone.Sqlite;

namespace Plum.Standalone.Queues;

/// <summary>Messages in the embedded store, times in UTC ticks. First in, first out among those visible since the same instant.</summary>
internal static class MessageRows
{
    private const string Columns = "SELECT seq, body, dequeues, inserted, expires FROM messages ";
    private const string Due = Columns + "WHERE q = ?1 AND visible <= ?2 ORDER BY visible, seq";
    private const string Alive = "SELECT receipt FROM messages WHERE seq = ?1 AND q = ?2 AND expires > ?3";

    public static SendReceipt Add(WriteSession session, long queue, Sending send)
    {
        var now = session.Time.GetUtcNow();
        var (seq, receipt) = (session.NextNumber(), session.NextNumber());
        var visible = now.AddSeconds(send.HiddenSeconds);
        var expires = send.LivesSeconds < 0 ? DateTimeOffset.MaxValue : Later(now, send.LivesSeconds);
        session.Db.Prepare("""
            INSERT INTO messages(seq, q, visible, expires, inserted, dequeues, receipt, body) VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6, ?7)
            """)
            .Bind(1, seq).Bind(2, queue).Bind(3, visible.UtcTicks).Bind(4, expires.UtcTicks).Bind(5, now.UtcTicks).Bind(6, receipt)
            .Bind(7, send.Text).Run();
        return QueuesModelFactory.SendReceipt(Id(seq), now, expires, Receipt(receipt), visible);
    }

    public static QueueMessage[] Take(WriteSession session, long queue, int most, int hiddenSeconds)
    {
        var now = session.Time.GetUtcNow();
        var taken = new List<(long Seq, QueueMessage Message)>();
        var expired = new List<long>();
        using (var due = session.Db.Prepare(Due).Bind(1, queue).Bind(2, now.UtcTicks))
        {
            while (taken.Count < most && due.Step())
            {
                if (due.Long(4) <= now.UtcTicks)
                {
                    expired.Add(due.Long(0));
                }
                else
                {
                    taken.Add((due.Long(0), Received(due, session.NextNumber(), now.AddSeconds(hiddenSeconds))));
                }
            }
        }

        expired.ForEach(seq => Delete(session.Db, seq));
        foreach (var (seq, message) in taken)
        {
            session.Db.Prepare("UPDATE messages SET visible = ?2, receipt = ?3, dequeues = dequeues + 1 WHERE seq = ?1")
                .Bind(1, seq).Bind(2, message.NextVisibleOn!.Value.UtcTicks).Bind(3, Number(message.PopReceipt)).Run();
        }

        return [.. taken.Select(each => each.Message)];
    }

    public static PeekedMessage[] Peek(Database db, long queue, long now, int most)
    {
        var peeked = new List<PeekedMessage>();
        using var due = db.Prepare(Due).Bind(1, queue).Bind(2, now);
        while (peeked.Count < most && due.Step())
        {
            if (due.Long(4) > now)
            {
                var body = new BinaryData(due.Text(1));
                peeked.Add(QueuesModelFactory.PeekedMessage(
                    Id(due.Long(0)), body, due.Long(2), Instant(due.Long(3)), Instant(due.Long(4))));
            }
        }

        return [.. peeked];
    }

    public static UpdateReceipt Update(WriteSession session, long queue, string id, string popReceipt, string? text, int hiddenSeconds)
    {
        Check(session, queue, id, popReceipt);
        var receipt = session.NextNumber();
        var visible = session.Time.GetUtcNow().AddSeconds(hiddenSeconds);
        var changes = text is null ? "visible = ?2, receipt = ?3" : "visible = ?2, receipt = ?3, body = ?4";
        var update = session.Db.Prepare($"UPDATE messages SET {changes} WHERE seq = ?1")
            .Bind(1, Number(id)).Bind(2, visible.UtcTicks).Bind(3, receipt);
        (text is null ? update : update.Bind(4, text)).Run();
        return QueuesModelFactory.UpdateReceipt(Receipt(receipt), visible);
    }

    public static bool Delete(WriteSession session, long queue, string id, string popReceipt)
    {
        Check(session, queue, id, popReceipt);
        return Delete(session.Db, Number(id));
    }

    public static int Clear(Database db, long queue) => db.Prepare("DELETE FROM messages WHERE q = ?1").Bind(1, queue).Run();

    public static long Count(Database db, long queue, long now)
    {
        using var count = db.Prepare("SELECT count(*) FROM messages WHERE q = ?1 AND expires > ?2").Bind(1, queue).Bind(2, now);
        return count.Step() ? count.Long(0) : 0;
    }

    public static long? FirstVisible(Database db, long queue)
    {
        using var first = db.Prepare("SELECT visible FROM messages WHERE q = ?1 ORDER BY visible LIMIT 1").Bind(1, queue);
        return first.Step() ? first.Long(0) : null;
    }

    private static bool Delete(Database db, long seq) => db.Prepare("DELETE FROM messages WHERE seq = ?1").Bind(1, seq).Run() > 0;

    private static void Check(WriteSession session, long queue, string id, string popReceipt)
    {
        using var alive = session.Db.Prepare(Alive).Bind(1, Number(id)).Bind(2, queue).Bind(3, session.Time.GetUtcNow().UtcTicks);
        if (!alive.Step())
        {
            throw QueueErrors.MessageNotFound();
        }

        if (alive.Long(0) != Number(popReceipt))
        {
            throw QueueErrors.PopReceiptMismatch();
        }
    }

    private static QueueMessage Received(Statement row, long receipt, DateTimeOffset visible) =>
        QueuesModelFactory.QueueMessage(
            Id(row.Long(0)),
            Receipt(receipt),
            new BinaryData(row.Text(1)),
            row.Long(2) + 1,
            visible,
            Instant(row.Long(3)),
            Instant(row.Long(4)));

    private static DateTimeOffset Later(DateTimeOffset now, long seconds) =>
        (DateTimeOffset.MaxValue - now).TotalSeconds > seconds ? now.AddSeconds(seconds) : DateTimeOffset.MaxValue;

    private static DateTimeOffset Instant(long ticks) => new(ticks, TimeSpan.Zero);

    // In the shape of a GUID, as the service's ids are.
    private static string Id(long seq) => seq.ToString("x32", CultureInfo.InvariantCulture) is var hex
        ? $"{hex[..8]}-{hex[8..12]}-{hex[12..16]}-{hex[16..20]}-{hex[20..]}" : "";

    private static string Receipt(long receipt) => receipt.ToString("x16", CultureInfo.InvariantCulture);

    // -1, which nothing has, when the text is none of ours.
    private static long Number(string text) => long.TryParse(
        text.Replace("-", "", StringComparison.Ordinal), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number) ? number : -1;
}
