using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Plum.Functions.Shared.Input;
using Xunit;

namespace Plum.Functions.Tests.Shared.Input;

/// <summary>What a request was read as.</summary>
internal sealed record Received(
    RequestFields? Fields, IReadOnlyList<ReceivedFile> Files, BadRequestBodyException? Refusal);

/// <summary>A file of a request, and the fields that had been read when it came.</summary>
internal sealed record ReceivedFile(string Field, string? Name, string? Type, string Text, string Before);

/// <summary>A real server that reads every request's fields; requests are sent as raw bytes.</summary>
public sealed class InputServer : IAsyncLifetime
{
    private readonly WebApplication _app;
    private TaskCompletionSource<Received> _received = new();
    private InputLimits _limits = InputLimits.Default;
    private bool _takesFiles = true;

    public InputServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(ReadAsync);
    }

    public ValueTask InitializeAsync() => new(_app.StartAsync());

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>A POST of <paramref name="body"/>, its type left out when null.</summary>
    internal Task<Received> PostAsync(string? type, string body, InputLimits? limits = null, bool takesFiles = true) =>
        SendAsync(Request(type, Encoding.UTF8.GetBytes(body)), limits, takesFiles);

    /// <summary>The bytes of a POST. A length other than the body's makes a request that breaks off.</summary>
    internal static byte[] Request(string? type, byte[] body, int? length = null, string target = "/") =>
    [
        .. Encoding.ASCII.GetBytes(
            $"POST {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
                + $"{length ?? body.Length}\r\n"),
        .. Encoding.UTF8.GetBytes(type is null ? "\r\n" : $"Content-Type: {type}\r\n\r\n"),
        .. body,
    ];

    internal async Task<Received> SendAsync(
        byte[] request, InputLimits? limits = null, bool takesFiles = true, bool breaksOff = false)
    {
        (_limits, _takesFiles, _received) = (limits ?? InputLimits.Default, takesFiles, new());
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, Port, TestContext.Current.CancellationToken);
        await socket.SendAsync(request, TestContext.Current.CancellationToken);
        if (breaksOff)
        {
            socket.Shutdown(SocketShutdown.Send);
        }

        return await _received.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    private int Port => new Uri(_app.Services.GetServerAddress()).Port;

    private async Task ReadAsync(HttpContext http)
    {
        var files = new List<ReceivedFile>();
        try
        {
            var fields =
                await RequestFields.ReadAsync(http.Request, _limits, _takesFiles ? Take : null, CancellationToken.None);
            _received.TrySetResult(new(fields, files, null));
        }
        catch (BadRequestBodyException e)
        {
            _received.TrySetResult(new(null, files, e));
        }
        catch (Exception e)
        {
            _received.TrySetException(e);
        }

        async Task Take(UploadedFile file, CancellationToken ct)
        {
            using var reader = new StreamReader(file.Content, Encoding.UTF8, detectEncodingFromByteOrderMarks: false);
            files.Add(new(
                file.Field,
                file.FileName,
                file.ContentType,
                await reader.ReadToEndAsync(ct),
                string.Join(',', file.Before.Names)));
        }
    }
}

file static class ServerAddress
{
    public static string GetServerAddress(this IServiceProvider services) =>
        ((Microsoft.AspNetCore.Hosting.Server.IServer)services.GetService(
            typeof(Microsoft.AspNetCore.Hosting.Server.IServer))!)
            .Features.Get<IServerAddressesFeature>()!.Addresses.Single();
}
