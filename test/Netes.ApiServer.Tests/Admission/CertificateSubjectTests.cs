using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using Netes.ApiServer.Admission.Certificates;

namespace Netes.ApiServer.Tests.Admission;

public sealed class CertificateSubjectTests
{
    [Fact]
    public void Organizations_SeveralParts_AreAllFound() =>
        Assert.Equal(["b", "a"], CertificateSubjectRestriction.Organizations(new X500DistinguishedName("CN=x, O=a, O=b").RawData));

    [Fact]
    public void Organizations_SharedRelativeName_IsFound()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSetOf())
        {
            Attribute("2.5.4.3", "x");
            Attribute("2.5.4.10", "system:masters");
        }
        Assert.Equal(["system:masters"], CertificateSubjectRestriction.Organizations(writer.Encode()));

        void Attribute(string oid, string value)
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(oid);
                writer.WriteCharacterString(UniversalTagNumber.UTF8String, value);
            }
        }
    }
}
