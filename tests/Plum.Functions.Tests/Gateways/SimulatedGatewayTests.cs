using Microsoft.Extensions.Options;
using NodaTime;
using Plum.Core.Calls;
using Plum.Core.PhoneLists;
using Plum.Functions.Gateways;
using Xunit;

namespace Plum.Functions.Tests.Gateways;

public sealed class SimulatedGatewayTests
{
    private const int Calls = 5_000;
    private static readonly Instant Noon = Instant.FromUtc(2022, 1, 3, 17, 0);

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(1)]
    public async Task Transfers_AreTheSettingsShare_OfCallsThatAPersonAnswered(double rate)
    {
        var placed = await PlaceAsync(rate);

        var answered = placed.Where(call => call is { Completed: true, CalleeType: CalleeType.Voice }).ToList();
        Assert.InRange(answered.Count(call => call.Transfers > 0) / (double)answered.Count, rate - 0.03, rate + 0.03);
        Assert.All(placed.Except(answered), call => Assert.Equal((0, 0), (call.Transfers, call.TransferSeconds)));
    }

    [Fact]
    public async Task Transfers_AreOneOrTwo_WithinTheCall()
    {
        var transferred = (await PlaceAsync(1)).Where(call => call.Transfers > 0).ToList();

        Assert.Equal([1, 2], transferred.Select(call => call.Transfers).Distinct().Order());
        Assert.All(transferred, call => Assert.InRange(call.TransferSeconds, call.Transfers, call.DurationSeconds));
    }

    [Fact]
    public async Task Transfers_ChangeNothingElseOfACall() =>
        Assert.Equal(
            await PlaceAsync(0),
            (await PlaceAsync(1)).Select(call => call with { Transfers = 0, TransferSeconds = 0 }));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 3)]
    [InlineData(20, 5)]
    [InlineData(120, 5)]
    public async Task LongestCallSeconds_IsTheLongestCall(int longest, int shortest)
    {
        var lengths = (await PlaceAsync(1, longest))
            .Where(call => call.Completed)
            .Select(call => call.DurationSeconds)
            .ToList();

        Assert.Equal((shortest, longest), (lengths.Min(), lengths.Max()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Transfers_LastNoLongerThanTheirCall(int longest) =>
        Assert.All(await PlaceAsync(1, longest), call => Assert.InRange(call.TransferSeconds, 0, call.DurationSeconds));

    [Theory]
    [InlineData("-0.1")]
    [InlineData("1.1")]
    [InlineData("NaN")]
    public async Task TransferRate_OutsideOfItsRange_StopsTheStart(string rate)
    {
        var options = new PlumServerOptions
        {
            Settings = new Dictionary<string, string?> { ["Plum:Gateway:TransferRate"] = rate },
        };

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => PlumServer.StartAsync(options));

        Assert.Contains(
            "Plum:Gateway:TransferRate must be between 0 and 1.", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<Placement[]> PlaceAsync(double rate, int longest = 120)
    {
        Assert.True(PhoneNumber.TryParse("16175550001", out var number, out _));
        var options =
            new SimulatedGatewayOptions { FetchStartUrl = false, TransferRate = rate, LongestCallSeconds = longest };
        var gateway = new SimulatedGateway(null!, null!, Options.Create(options), TimeProvider.System);
        var answers = await Task.WhenAll(Enumerable.Range(0, Calls).Select(i => gateway.PlaceAsync(
            new(new(new("demo", 1), i, 1), i, number!, null, new("http://host/"), [], Noon), default)));
        return [.. answers.Select(answer => Assert.IsType<GatewayAnswer.Ended>(answer).Outcome)];
    }
}
