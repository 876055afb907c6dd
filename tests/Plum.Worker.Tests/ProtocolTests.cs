using System.Reflection;
using Google.Protobuf.Reflection;
using Xunit;

namespace Plum.Worker.Tests;

/// <summary>The part of the protocol written down here is that of the worker.</summary>
public sealed class ProtocolTests
{
    [Fact]
    public void EveryField_HasTheNumberAndTypeThatTheWorkerKnows()
    {
        var worker = Assembly.Load("Microsoft.Azure.Functions.Worker.Grpc")
            .GetType("Microsoft.Azure.Functions.Worker.Grpc.Messages.FunctionRpcReflection", throwOnError: true)!
            .GetProperty("Descriptor", BindingFlags.Static | BindingFlags.Public)!.GetValue(null);

        var known = Facts(Assert.IsType<FileDescriptor>(worker)).ToHashSet();
        Assert.All(Facts(Host.Rpc.FunctionRpcReflection.Descriptor), fact => Assert.Contains(fact, known));
    }

    private static IEnumerable<string> Facts(FileDescriptor file) =>
    [
        .. file.MessageTypes.SelectMany(Facts),
        .. from method in file.Services.SelectMany(service => service.Methods)
           select $"{method.FullName} {method.InputType.FullName} {method.OutputType.FullName}",
    ];

    private static IEnumerable<string> Facts(MessageDescriptor message) =>
    [
        .. from field in message.Fields.InFieldNumberOrder()
           let type = field.FieldType switch
           {
               FieldType.Message => field.MessageType.FullName,
               FieldType.Enum => field.EnumType.FullName,
               var simple => $"{simple}",
           }
           select $"{field.FullName} = {field.FieldNumber} {type} {field.IsRepeated} {field.ContainingOneof?.Name}",
        .. message.EnumTypes.SelectMany(@enum => @enum.Values).Select(value => $"{value.FullName} = {value.Number}"),
        .. message.NestedTypes.SelectMany(Facts),
    ];
}
