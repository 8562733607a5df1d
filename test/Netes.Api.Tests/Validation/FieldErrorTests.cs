using Netes.Api.Validation;

namespace Netes.Api.Tests.Validation;

public sealed class FieldErrorTests
{
    private static readonly FieldPath Ports = FieldPath.Of("spec").Child("containers").Index(0).Child("ports");

    [Fact]
    public void ToString_NestedPath_PrintsAsKubernetes()
    {
        Assert.Equal("spec.containers[0].ports[1].containerPort", Ports.Index(1).Child("containerPort").ToString());
        Assert.Equal("metadata.labels[a/b]", FieldPath.Of("metadata", "labels").Key("a/b").ToString());
    }

    [Fact]
    public void Factories_SayWhatUpstreamSays()
    {
        Assert.Equal("spec.containers[0].ports: Required value", FieldError.Required(Ports).ToString());
        Assert.Equal("Required value: must be set", FieldError.Required(Ports, "must be set").Message);
        Assert.Equal("Invalid value: \"a\\\"b\": no", FieldError.Invalid(Ports, "a\"b", "no").Message);
        Assert.Equal("Invalid value: -1: no", FieldError.Invalid(Ports, -1, "no").Message);
        Assert.Equal("Invalid value: null: no", FieldError.Invalid(Ports, null, "no").Message);
        Assert.Equal("Invalid value: [\"a\",\"b\"]: no", FieldError.Invalid(Ports, new List<string> { "a", "b" }, "no").Message);
        Assert.Equal("Invalid value: {\"a\":\"1\",\"b\":\"2\"}: no",
            FieldError.Invalid(Ports, new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" }, "no").Message);
        Assert.Equal("Unsupported value: \"x\": supported values: \"A\", \"B\"", FieldError.NotSupported(Ports, "x", "A", "B").Message);
        Assert.Equal("Duplicate value: \"x\"", FieldError.Duplicate(Ports, "x").Message);
        Assert.Equal("Too long: may not be more than 5 bytes", FieldError.TooLong(Ports, 5).Message);
        Assert.Equal("Too many: 9: must have at most 3 items", FieldError.TooMany(Ports, 9, 3).Message);
        Assert.Equal("FieldValueTooMany", FieldError.TooMany(Ports, 9, 3).Reason);
        Assert.Equal("<nil>", FieldError.Forbidden(null, "no").Field);
    }

    [Fact]
    public void ListToString_SaysEachErrorOnce()
    {
        ErrorList errors = [];
        Assert.Equal("", errors.ToString());
        errors.Add(FieldError.Required(FieldPath.Of("a")));
        Assert.Equal("a: Required value", errors.ToString());
        errors.Add(FieldError.Required(FieldPath.Of("a")));
        errors.Add(FieldError.Required(FieldPath.Of("b")));
        Assert.Equal("[a: Required value, b: Required value]", errors.ToString());
        Assert.Equal(3, errors.Count);
    }
}
