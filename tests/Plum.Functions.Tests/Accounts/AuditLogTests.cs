using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Plum.Functions.Accounts;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Accounts;

/// <summary>How the audit log is written and read.</summary>
public sealed partial class AuditLogTests
{
    [Fact]
    public async Task Pages_FollowEachOther_WhateverComesInMeanwhile()
    {
        await using var server = await StartAsync();
        using var customer = await Customer.SignUpAsync(server);
        for (var i = 0; i < 9; i++)
        {
            await customer.PostAsync("api/schedules", ("days", """["mon"]"""));
        }

        var pages = new List<int[]>();
        for (string? path = "api/audit?limit=4"; path is not null;)
        {
            var reply = await customer.GetAsync(path);
            pages.Add([.. reply.Json.EnumerateArray().Select(entry => entry.GetProperty("sequence").GetInt32())]);
            path = reply.Header("Link") is { } link ? Address().Match(link).Groups[1].Value : null;
            await customer.PostAsync("api/schedules", ("days", """["tue"]"""));
        }

        Assert.Equal([[10, 9, 8, 7], [6, 5, 4, 3], [2, 1]], pages);
        Assert.Equal(13, (await customer.GetAsync("api/audit?limit=13")).Json.GetArrayLength());
        Assert.Null((await customer.GetAsync("api/audit?limit=13")).Header("Link"));
        Assert.Equal("[]", (await customer.GetAsync("api/audit?cursor=1")).Body);
    }

    [Fact]
    public async Task Page_TakesOneStorageOperation()
    {
        await using var server = await StartAsync();
        using var customer = await Customer.SignUpAsync(server);
        await customer.PostAsync("api/schedules", ("days", """["mon"]"""));
        var log = server.Services.GetRequiredService<AuditLog>();

        Assert.Single(await StorageOperations.CountAsync(
            () => log.AnswerAsync(new DefaultHttpContext().Request, customer.Account, default)));
    }

    [Fact]
    public async Task Entry_TellsWhenWhoAndWhat()
    {
        await using var server = await StartAsync();
        using var customer = await Customer.SignUpAsync(server);
        await customer.PostAsync("api/tokens", ("label", "nightly import"));

        var entry = (await customer.GetAsync("api/audit")).Json[0];

        Assert.Equal(
            ["sequence", "at", "by", "action", "what", "changes"],
            entry.EnumerateObject().Select(member => member.Name));
        Assert.Equal(server.Time.GetUtcNow(), DateTimeOffset.Parse(entry.GetProperty("at").GetString()!, null));
        Assert.EndsWith("Z", entry.GetProperty("at").GetString());
        Assert.Equal(
            """created token 1 {"label":{"from":null,"to":"nightly import"}}""", Logs.Line(entry).Split(": ", 2)[1]);
    }

    [Fact]
    public async Task RepeatedRequest_IsNotedOnce()
    {
        await using var server = await StartAsync();
        using var customer = await Customer.SignUpAsync(server);
        for (var i = 0; i < 2; i++)
        {
            using var form = Customer.Form(("days", """["mon"]"""));
            Assert.Equal(
                200,
                (await customer.SendAsync(HttpMethod.Post, "api/schedules", form, ("Idempotency-Key", "once"))).Status);
        }

        Assert.Equal(2, (await customer.LogAsync()).Count); // with the creation of the account
    }

    /// <summary>Entries and what they tell of stay in step, also when many write at the same time.</summary>
    [Fact]
    public async Task Changes_MadeAtTheSameTime_AreEachNotedOnce()
    {
        await using var server = await StartAsync();
        using var customer = await Customer.SignUpAsync(server);

        await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => customer.PostAsync("api/schedules", ("days", """["mon"]"""))));

        var log = (await customer.GetAsync("api/audit")).Json.EnumerateArray().ToList();
        Assert.Equal(Enumerable.Range(1, 21).Reverse(), log.Select(entry => entry.GetProperty("sequence").GetInt32()));
        Assert.Equal(
            Enumerable.Range(1, 20).Select(id => $"schedule {id}").Order(),
            log.SkipLast(1).Select(entry => entry.GetProperty("what").GetString()!).Order());
    }

    private static Task<PlumServer> StartAsync() => PlumServer.StartAsync();

    [GeneratedRegex("<(.+?)>")]
    private static partial Regex Address();
}
