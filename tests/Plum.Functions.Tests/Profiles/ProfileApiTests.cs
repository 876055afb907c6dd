using System.Text;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Profiles;

public sealed class ProfileApiTests(SharedServer server) : IClassFixture<SharedServer>
{
    private static readonly (string, string)[] Example =
        [("period", "30"), ("amount_per_period", "100"), ("nickname", "MorningPace"), ("time_between_periods", "10")];

    [Fact]
    public async Task Create_AnswersIdAndNickname_AndTheListShowsTheRest()
    {
        using var customer = await server.SignUpAsync();

        Assert.Equal(
            """200 {"status":"success","response":{"id":1,"nickname":"MorningPace"}}""",
            (await customer.PostAsync("api/profiles", Example)).ToString());
        Assert.Equal(
            """200 [{"profile_id":1,"nickname":"MorningPace","period":30,"amount_per_period":100,"time_between_periods":10,"spread":"even"}]""",
            (await customer.GetAsync("api/profiles")).ToString());
        Assert.Equal(
            """422 {"nickname":["The nickname has already been taken."]}""",
            (await customer.PostAsync("api/profiles", Example)).ToString());
    }

    [Fact]
    public async Task Create_NamesEveryFaultAtOnce()
    {
        using var customer = await server.SignUpAsync();

        Assert.Equal(
            """422 {"period":["The period field is required."],"amount_per_period":["The amount per period field is required."],"time_between_periods":["The time between periods field is required."]}""",
            (await customer.PostAsync("api/profiles")).ToString());
        Assert.Equal(
            """422 {"period":["The period must be an integer."],"amount_per_period":["The amount per period must be at least 1."],"time_between_periods":["The time between periods may not be greater than 99999999999."],"spread":["The selected spread is invalid."],"nickname":["The nickname may not be greater than 64 characters."]}""",
            (await customer.PostJsonAsync(
                "api/profiles",
                new
                {
                    period = "x",
                    amount_per_period = 0,
                    time_between_periods = "100000000000",
                    spread = "odd",
                    nickname = new string('n', 65),
                })).ToString());
    }

    [Fact]
    public async Task Create_TakesTheGreatestNumbers()
    {
        using var customer = await server.SignUpAsync();
        await customer.PostAsync(
            "api/profiles",
            ("period", "99999999999"),
            ("amount_per_period", "99999999999"),
            ("time_between_periods", "0"),
            ("spread", "burst"));

        Assert.Equal(
            """200 {"profile_id":1,"nickname":null,"period":99999999999,"amount_per_period":99999999999,"time_between_periods":0,"spread":"burst"}""",
            (await customer.GetAsync("api/profiles/1")).ToString());
    }

    [Fact]
    public async Task Update_ChangesOnlyWhatItMentions()
    {
        using var customer = await server.SignUpAsync();
        await customer.PostAsync("api/profiles", Example);
        const string Updated = """200 {"status":"success","response":{"id":1,"nickname":"30-100-10"}}""";

        Assert.Equal(Updated, (await customer.PatchAsync(
            "api/profiles/1?period=31&amount_per_period=101&time_between_periods=11&nickname=30-100-10")).ToString());
        Assert.Equal(Updated, (await customer.SendAsync(HttpMethod.Put, "api/profiles/1?period=45", null)).ToString());
        Assert.Equal(
            """200 {"profile_id":1,"nickname":"30-100-10","period":45,"amount_per_period":101,"time_between_periods":11,"spread":"even"}""",
            (await customer.GetAsync("api/profiles/1")).ToString());
        Assert.Equal(
            """404 {"status":"error","error":"Profile 2 not found."}""",
            (await customer.PatchAsync("api/profiles/2?period=45")).ToString());
    }

    [Fact]
    public async Task Put_TakesWhatGetGives()
    {
        using var customer = await server.SignUpAsync();
        await customer.PostAsync("api/profiles", [.. Example, ("spread", "burst")]);
        var shown = (await customer.GetAsync("api/profiles/1")).Body;
        using var body = new StringContent(shown, Encoding.UTF8, "application/json");

        Assert.Equal(200, (await customer.SendAsync(HttpMethod.Put, "api/profiles/1", body)).Status);
        Assert.Equal(shown, (await customer.GetAsync("api/profiles/1")).Body);
        Assert.Equal(
            """422 {"profile_id":["The selected profile id is invalid."]}""",
            (await customer.PatchAsync("api/profiles/1?profile_id=2")).ToString());
    }

    [Fact]
    public async Task Update_NamesWhatCannotBeNull()
    {
        using var customer = await server.SignUpAsync();
        await customer.PostAsync("api/profiles", Example);

        Assert.Equal(
            """422 {"period":["The period field is required."],"amount_per_period":["The amount per period field is required."],"time_between_periods":["The time between periods field is required."],"spread":["The spread field is required."]}""",
            (await customer.SendAsync(
                HttpMethod.Patch,
                "api/profiles/1",
                new StringContent(
                    """{"period":null,"amount_per_period":null,"time_between_periods":"","spread":null,"nickname":null}""",
                    Encoding.UTF8,
                    "application/json"))).ToString());
    }

    [Fact]
    public async Task Delete_RemovesIt_AndIfMatchGuardsIt()
    {
        using var customer = await server.SignUpAsync();
        await customer.PostAsync("api/profiles", Example);

        Assert.Equal(
            412,
            (await customer.SendAsync(HttpMethod.Delete, "api/profiles/1", null, ("If-Match", "\"other\""))).Status);
        Assert.Equal("""200 {"status":"success"}""", (await customer.DeleteAsync("api/profiles/1")).ToString());
        Assert.Equal(404, (await customer.GetAsync("api/profiles/1")).Status);
    }
}
