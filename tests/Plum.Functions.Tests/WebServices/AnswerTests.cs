using System.Buffers;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;
using Plum.Functions.Tests.Support;
using Plum.Functions.WebServices;
using Xunit;

namespace Plum.Functions.Tests.WebServices;

/// <summary>The forms of an answer: which one a client gets, and that it can be read whatever was sent.</summary>
public sealed class AnswerTests(FaultTests.Server server) : IClassFixture<FaultTests.Server>
{
    [Theory]
    [InlineData(null, false)]
    [InlineData("*/*", false)]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8", false)] // a browser
    [InlineData("application/json", true)]
    [InlineData("application/json, text/plain, */*", true)] // axios
    [InlineData("application/json, text/xml", false)]
    [InlineData("application/json;q=0.5, text/xml;q=0.4", true)]
    [InlineData("application/json;q=0.4, application/xml;q=0.5", false)]
    [InlineData("application/*", false)]
    [InlineData("application/json;q=0", false)]
    [InlineData("application/json;q=0.9, */*", false)]
    [InlineData("text/*;q=0.3, application/json;q=0.4", true)]
    [InlineData("nonsense", false)]
    public void Format_IsTheOneTheClientLikesBetter(string? accept, bool json)
    {
        var http = new DefaultHttpContext();
        http.Request.Headers.Accept = accept;

        Assert.Equal(json ? AnswerFormat.Json : AnswerFormat.Xml, AnswerFormats.Of(http.Request));
    }

    [Fact]
    public async Task Json_SaysTheSame_InOneFlatObject()
    {
        using var customer = await Customer.SignUpAsync(server.Plum);
        using var call = Customer.Form(
            ("login", customer.Login),
            ("pin", "1234"),
            ("phone_number", "16175550001"),
            ("start_url", Sending.StartUrl));
        using var calls = Sending.QueueCallsForm(customer.Login, "16175550001,\"a\"\"b\"\n16175550002\n");

        var queued = await SendAsync("queuecall", call);
        var failed =
            await SendAsync("queuecall", Customer.Form(("login", "x"), ("pin", "1234"), ("phone_number", "1\u00e9")));
        var campaign = await SendAsync("queuecalls", calls);

        var id = queued.Json.GetProperty("call_id").GetInt32();
        Assert.Equal(
            $$"""{"status":"queued","call_id":{{id}},"login":"{{customer.Login}}","pin":"1234","phone_number":"16175550001","start_url":"{{Sending.StartUrl}}"}""",
            queued.Body);
        Assert.Equal(
            """{"status":"failed","login":"x","phone_number":"1é","errors":["The login or PIN is wrong."]}""",
            failed.Body);
        var first = campaign.Json.GetProperty("calls")[0].GetProperty("call_id").GetInt32();
        Assert.Equal(
            $$"""{"status":"queued","campaign_id":2,"call_count":2,"login":"{{customer.Login}}","pin":"1234","campaign_name":"Nightly","start_url":"{{Sending.StartUrl}}","calls":["""
                + $$"""{"call_id":{{first}},"phone_number":"16175550001","message_reference":"a\"b"},{"call_id":{{first + 1}},"phone_number":"16175550002","message_reference":""}]}""",
            campaign.Body);
        Assert.All([queued, failed, campaign], reply => Assert.Equal(
            (200, "application/json", "Accept"), (reply.Status, reply.Header("Content-Type"), reply.Header("Vary"))));

        Task<ApiReply> SendAsync(string service, HttpContent form) =>
            server.Plum.SendAsync($"webservice/{service}.php", form, null, ("Accept", "application/json"));
    }

    [Fact]
    public async Task Xml_IsWellFormed_WhateverWasSent()
    {
        var random = new Random(5);
        for (var i = 0; i < 100; i++)
        {
            var hostile = Hostile(random);

            var reply = await server.Plum.QueueCallAsync(
                "nobody", ("pin", ""), ("message_reference", hostile), ("phone_number", hostile + "]]>"));

            Assert.Equal("pin is missing.", reply.Errors()[0]);
            var echoed = reply.Xml().Element("message_reference")?.Value;
            Assert.Equal(string.IsNullOrWhiteSpace(hostile) ? null : Readable(hostile), echoed);
        }
    }

    /// <summary>
    /// Every character there is, in an element and in an attribute, comes back as itself or as U+FFFD.
    /// </summary>
    [Fact]
    public void XmlText_ComesBackAsItWas()
    {
        var all = string.Concat(Enumerable.Range(0, 0x10000).Select(c => (char)c)) + "\U0001F4DE\U0010FFFD]]>";
        var output = new ArrayBufferWriter<byte>();

        XmlText.Write(output, all);

        var text = Encoding.UTF8.GetString(output.WrittenSpan);
        var element = XElement.Parse($"<a b=\"{text}\">{text}</a>");
        Assert.Equal(Readable(all), element.Value);
        Assert.Equal(Readable(all), element.Attribute("b")!.Value);
    }

    private static string Hostile(Random random)
    {
        string[] pieces =
        [
            "<",
            "&amp;",
            "]]>",
            "\"",
            "'",
            "\u0000",
            "\u0008",
            "\u001b",
            "\r\n",
            "\t",
            " ",
            "\ufffe",
            "\uffff",
            "\U0001F4DE",
            "é",
            "a",
            "<!--",
            "<?xml?>",
        ];
        return string.Concat(Enumerable.Range(0, random.Next(20)).Select(_ => pieces[random.Next(pieces.Length)]));
    }

    private static string Readable(string text) => string.Concat(text.EnumerateRunes()
        .Select(rune => rune.Value is < 0x20 and not ('\t' or '\r' or '\n') or 0xFFFE or 0xFFFF
            ? Rune.ReplacementChar
            : rune));
}
