using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Plum.Core.Accounts;
using Plum.Core.Audit;
using Plum.Core.Pacing;
using Plum.Core.Profiles;
using Plum.Core.Schedules;
using Xunit;

namespace Plum.Core.Tests.Audit;

public sealed class AuditChangesTests
{
    [Fact]
    public void Update_ShowsTheFieldsThatChanged()
    {
        var before = new Profile(1, "Slow", new Pace(30, 100, 10));
        var after = before with { Nickname = null, Pace = before.Pace with { AmountPerPeriod = 5 } };

        Assert.Equal(
            """{"nickname":{"from":"Slow","to":null},"amount_per_period":{"from":100,"to":5}}""",
            Written(AuditedFields.Of(before), AuditedFields.Of(after)));
        Assert.Equal("{}", Written(AuditedFields.Of(after), AuditedFields.Of(after)));
    }

    [Fact]
    public void Creation_AndDeletion_ShowEveryFieldThereIs()
    {
        var schedule = AuditedFields.Of(new Schedule(3, ["sun", "mon"], null));

        Assert.Equal("""{"days":{"from":null,"to":["sun","mon"]}}""", Written([], schedule));
        Assert.Equal("""{"days":{"from":["sun","mon"],"to":null}}""", Written(schedule, []));
    }

    [Fact]
    public void Secret_IsShownAsChangedAlone()
    {
        var before = new Account("demo", "demo", "old hash", Instant.MinValue, SigningKey: null);
        var after = before with { PinHash = "new hash", SigningKey = "new key" };

        Assert.Equal(
            """{"pin":{"from":"(hidden)","to":"(hidden)"},"signing_key":{"from":null,"to":"(hidden)"}}""",
            Written(AuditedFields.Of(before), AuditedFields.Of(after)));
    }

    [Fact]
    public void Text_IsWrittenAsItIs() =>
        Assert.Equal(
            """{"name":{"from":null,"to":"Müller & <Söhne>"}}""", Written([], [new("name", "Müller & <Söhne>")]));

    /// <summary>However long the values and whatever is in them: the entry can be stored and read.</summary>
    [Fact]
    public void LongValues_AreCut_AndNeverTooLong() => Prop.ForAll(Fields.ToArbitrary(), fields =>
    {
        var written = Written(fields, [.. fields.Select(field => new AuditField(field.Name, $"{field.Value}!"))]);
        var read = (JsonObject)JsonNode.Parse(written)!;
        return written.Length <= AuditChanges.MaxLength
            && read.Count == fields.Count
            && read.All(change =>
                IsBeginning((string)change.Value!["from"]!, (string)fields.First(f => f.Name == change.Key).Value!));
    }).QuickCheckThrowOnFailure();

    private static bool IsBeginning(string shown, string whole) =>
        shown == whole || (shown.EndsWith('…') && whole.StartsWith(shown[..^1], StringComparison.Ordinal));

    private static string Written(IReadOnlyList<AuditField> from, IReadOnlyList<AuditField> to) =>
        AuditChanges.Write(AuditChanges.Between(from, to));

    private static Gen<IReadOnlyList<AuditField>> Fields =>
        from count in Gen.Choose(1, 20)
        from lengths in Gen.Elements(0, 59, 61, 499, 1_000, 9_000, 40_000).ListOf(count)
        from text in Gen.Elements("a", "é", "😀", "\u0001", "\"", "a😀").ListOf(count)
        select (IReadOnlyList<AuditField>)[.. lengths
            .Zip(text, (length, piece) => string.Concat(Enumerable.Repeat(piece, length)))
            .Select((value, i) => new AuditField($"field{i}", value))];
}
