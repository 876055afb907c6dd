using System.Buffers.Binary;
using NodaTime;

namespace Plum.Core.VoiceTrends;

/// <summary>When each of an account's temporary logins was used last; those that have expired are left out.</summary>
/// <param name="at">The last use by the number that stands for the login.</param>
public sealed class CredentialUses(IReadOnlyDictionary<long, Instant> at)
{
    /// <summary>
    /// Logins at a time, as many as one row holds. A further one ends that which was used longest ago.
    /// </summary>
    /// <remarks>
    /// Fifteen authentications a quarter hour leave 1,440 of one tool when a day is over; only all three tools at their
    /// limit come to more.
    /// </remarks>
    public const int Max = 4_000;

    /// <summary>Temporary credentials expire so long after their last use (VoiceTrends API).</summary>
    public static readonly Duration Lifetime = Duration.FromHours(24);

    public static readonly CredentialUses None = new(new Dictionary<long, Instant>());

    private const int Bytes = 16;

    public int Count => at.Count;

    public bool IsAlive(long login, Instant now) => at.TryGetValue(login, out var used) && now < used + Lifetime;

    /// <summary>With one more use, and without the logins that have expired by then.</summary>
    public CredentialUses With(long login, Instant now)
    {
        var alive = at.Where(use => use.Key != login && now < use.Value + Lifetime).ToList();
        if (alive.Count >= Max)
        {
            alive.Remove(alive.MinBy(use => use.Value));
        }

        return new(new Dictionary<long, Instant>(alive) { [login] = now });
    }

    /// <summary>Sixteen bytes a login: its number, and the unix ticks of its last use.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Bytes * at.Count];
        var left = bytes.AsSpan();
        foreach (var (login, used) in at)
        {
            BinaryPrimitives.WriteInt64LittleEndian(left, login);
            BinaryPrimitives.WriteInt64LittleEndian(left[8..], used.ToUnixTimeTicks());
            left = left[Bytes..];
        }

        return bytes;
    }

    public static CredentialUses FromBytes(ReadOnlySpan<byte> bytes)
    {
        var uses = new Dictionary<long, Instant>();
        for (; !bytes.IsEmpty; bytes = bytes[Bytes..])
        {
            var used = BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]);
            uses[BinaryPrimitives.ReadInt64LittleEndian(bytes)] = Instant.FromUnixTimeTicks(used);
        }

        return new(uses);
    }
}
