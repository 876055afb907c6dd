using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Azure.Surface.Tests;

/// <summary>What a compiled assembly offers others: its public types, what they derive from, and their public and protected members.</summary>
internal sealed class Offers
{
    private readonly MetadataReader _reader;

    private Offers(MetadataReader reader) => _reader = reader;

    public static IReadOnlyList<Member> Of(ImmutableArray<byte> image)
    {
        using var file = new PEReader(image);
        var offers = new Offers(file.GetMetadataReader());
        return [.. offers._reader.TypeDefinitions.Where(offers.IsPublic).SelectMany(offers.OfType)];
    }

    private IEnumerable<Member> OfType(TypeDefinitionHandle handle)
    {
        var type = _reader.GetTypeDefinition(handle);
        var name = TypeText.NameOf(_reader, handle);
        var bases = type.GetInterfaceImplementations().Select(i => _reader.GetInterfaceImplementation(i).Interface).Append(type.BaseType);
        return bases.Where(b => !b.IsNil).Select(b => new Member(name, " : " + TypeText.NameOf(_reader, b)))
            .Prepend(new Member(name, ""))
            .Concat(type.GetMethods().Select(_reader.GetMethodDefinition).Where(IsOffered).Select(m => OfMethod(name, m, !IsSealed(type))))
            .Concat(type.GetFields().Select(_reader.GetFieldDefinition).Where(IsOffered).Select(f => OfField(name, f)));
    }

    private Member OfMethod(string type, MethodDefinition method, bool derivable)
    {
        var signature = method.DecodeSignature(TypeText.Provider, null);
        var overridable = derivable && (method.Attributes & (MethodAttributes.Virtual | MethodAttributes.Final)) == MethodAttributes.Virtual;
        string?[] details =
        [
            Flag(method.Attributes.HasFlag(MethodAttributes.Static), "static"),
            Flag(overridable, Member.Overridable),
            $"({string.Join(", ", Parameters(method))})",
            .. method.GetGenericParameters().Select(Constraints),
        ];
        return new(type, _reader.GetString(method.Name), TypeText.MethodText(signature), string.Join(' ', details.Where(d => d is not null)));
    }

    private Member OfField(string type, FieldDefinition field)
    {
        var value = field.GetDefaultValue() is { IsNil: false } constant ? " = " + Text(constant) : "";
        return new(type, _reader.GetString(field.Name), " : " + field.DecodeSignature(TypeText.Provider, null), value);
    }

    private IEnumerable<string> Parameters(MethodDefinition method) => method.GetParameters()
        .Select(_reader.GetParameter)
        .Where(parameter => parameter.SequenceNumber > 0)
        .OrderBy(parameter => parameter.SequenceNumber)
        .Select(parameter => _reader.GetString(parameter.Name) + Default(parameter));

    private string Default(Parameter parameter) => parameter switch
    {
        _ when !parameter.Attributes.HasFlag(ParameterAttributes.Optional) => "",
        _ when parameter.GetDefaultValue() is { IsNil: false } constant => " = " + Text(constant),
        _ => " = default",
    };

    private string Text(ConstantHandle handle)
    {
        var constant = _reader.GetConstant(handle);
        return _reader.GetBlobReader(constant.Value).ReadConstant(constant.TypeCode)?.ToString() ?? "null";
    }

    private string? Constraints(GenericParameterHandle handle)
    {
        var parameter = _reader.GetGenericParameter(handle);
        var special = parameter.Attributes & GenericParameterAttributes.SpecialConstraintMask;
        var types = parameter.GetConstraints().Select(c => TypeText.NameOf(_reader, _reader.GetGenericParameterConstraint(c).Type));
        var all = types.Prepend(special == 0 ? "" : special.ToString()).Where(text => text.Length > 0).ToArray();
        return all.Length == 0 ? null : $"where !!{parameter.Index} : {string.Join(", ", all)}";
    }

    private bool IsPublic(TypeDefinitionHandle handle)
    {
        var type = _reader.GetTypeDefinition(handle);
        return (type.Attributes & TypeAttributes.VisibilityMask) switch
        {
            TypeAttributes.Public => true,
            TypeAttributes.NestedPublic => IsPublic(type.GetDeclaringType()),
            _ => false,
        };
    }

    private static string? Flag(bool set, string text) => set ? text : null;

    private static bool IsSealed(TypeDefinition type) => type.Attributes.HasFlag(TypeAttributes.Sealed);

    private static bool IsOffered(MethodDefinition method) => (method.Attributes & MethodAttributes.MemberAccessMask)
        is MethodAttributes.Public or MethodAttributes.Family or MethodAttributes.FamORAssem;

    private static bool IsOffered(FieldDefinition field) => (field.Attributes & FieldAttributes.FieldAccessMask)
        is FieldAttributes.Public or FieldAttributes.Family or FieldAttributes.FamORAssem;
}
