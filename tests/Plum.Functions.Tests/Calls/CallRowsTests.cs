using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Plum.Core.Calls;
using Plum.Functions.Calls;
using Xunit;

namespace Plum.Functions.Tests.Calls;

public sealed class CallRowsTests
{
    private static readonly Gen<CallAttempt> Attempts =
        from number in Gen.Choose(1, 11)
        from dialed in Gen.Choose(0, int.MaxValue)
        from seconds in Gen.Choose(0, 100_000)
        from type in Gen.Choose(0, 9)
        from note in Gen.Elements(null, "unknown: 3;4/5", "start_url answered 500")
        from transfers in Gen.Choose(0, 3)
        from transferSeconds in Gen.Choose(0, 1_000)
        select new CallAttempt(
            number,
            Instant.FromUnixTimeTicks(dialed),
            Instant.FromUnixTimeTicks(dialed) + Duration.FromSeconds(seconds),
            type % 2 == 0,
            (CalleeType)type,
            seconds,
            note,
            transfers,
            transfers == 0 ? 0 : transferSeconds);

    [Fact]
    public void Attempt_ComesBackAsItWas() =>
        Prop.ForAll(
            Attempts.ToArbitrary(),
            attempt => CallRows.ReadAttempt(attempt.Number, CallRows.WriteAttempt(attempt), null) == attempt)
            .QuickCheckThrowOnFailure();
}
